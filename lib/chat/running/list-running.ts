import { tenantStreams } from '@/lib/kv/tenant-streams';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { type RunningAnswer, runningAnswerSchema } from '../schema';

/** The person's own answers that are being written in a conversation. */
export async function listRunning(
  ctx: TenantContext,
  conversationId: string,
): Promise<RunningAnswer[]> {
  authorize(ctx, 'conversations:read');
  return (await tenantStreams(ctx).list())
    .map(({ info }) => runningAnswerSchema.parse(JSON.parse(info)))
    .filter((running) => running.conversationId === conversationId);
}
