import { withTenantRoute } from '@/lib/http/route-context';
import { readMeter } from '@/lib/usage/meter/read-meter';

/** Answers with the asker's `MeterView`. */
export const GET = withTenantRoute(async (_request, { ctx }) =>
  Response.json(await readMeter(ctx)),
);
