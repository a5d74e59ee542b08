import type { TenantContext } from '@/lib/tenancy/context';
import { countBytesOut } from '@/lib/traffic/bytes-out';

/** The same response; what is read of its body counts as sent to the tenant. */
export function countBytes(ctx: TenantContext, response: Response): Response {
  if (!response.body) return response;
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      countBytesOut(ctx, chunk.byteLength);
      controller.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(counted), response);
}
