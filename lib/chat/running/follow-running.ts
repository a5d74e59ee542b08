import { notFound } from '@/lib/errors';
import { tenantStreams } from '@/lib/kv/tenant-streams';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import type { AnswerEvent, PlacedEvent } from '../schema';

/**
 * The events of one of the person's own running answers behind the first `after`, as they come, on whichever process it
 * runs; to its end, or the abort. It ends without a last event when the process that wrote it is gone. Throws
 * `not_found` when there is no such answer, or it ended more than two minutes ago.
 */
export async function followRunning(
  ctx: TenantContext,
  { id, after }: { id: string; after: number },
  signal: AbortSignal,
): Promise<AsyncGenerator<PlacedEvent>> {
  authorize(ctx, 'conversations:read');
  const entries = await tenantStreams(ctx).follow(id, after, signal);
  if (!entries) throw notFound();
  return placed(entries);
}

async function* placed(
  entries: AsyncIterable<{ place: number; text: string }>,
): AsyncGenerator<PlacedEvent> {
  for await (const { place, text } of entries) {
    const event: AnswerEvent = JSON.parse(text);
    yield { ...event, place };
  }
}
