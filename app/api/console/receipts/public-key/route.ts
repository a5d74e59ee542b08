import { withPlatformRoute } from '@/lib/http/route-context';
import { receiptPublicKey } from '@/lib/lifecycle/erase/sign-receipt';
import { authorizePlatform } from '@/lib/tenancy/roles';

/** What this installation's receipts verify under: SPKI in base64. */
export const GET = withPlatformRoute(async (_request, { ctx }) => {
  authorizePlatform(ctx, 'tenants:read');
  return new Response(`${(await receiptPublicKey()).toString('base64')}\n`, {
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': 'attachment; filename="receipts.pub"',
    },
  });
});
