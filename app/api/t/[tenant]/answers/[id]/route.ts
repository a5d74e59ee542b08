import { followRunning } from '@/lib/chat/running/follow-running';
import { stopRunning } from '@/lib/chat/running/stop-running';
import { followSchema } from '@/lib/chat/schema';
import { parseInput } from '@/lib/documents/parse-input';
import { requireId } from '@/lib/documents/require-id';
import { closing } from '@/lib/http/closing';
import { eventStream } from '@/lib/http/event-stream';
import { withTenantRoute } from '@/lib/http/route-context';
import { openStream } from '@/lib/traffic/open-stream';

/**
 * Goes on with one of the person's own running answers: `PlacedEvent`s over SSE, those behind place `after`, also for two
 * minutes after its end. Whoever else asks gets the 404 of an absent one.
 */
export const GET = withTenantRoute(async (request, { ctx, param, ended }) => {
  const after = new URL(request.url).searchParams.get('after') ?? undefined;
  const place = parseInput(followSchema, { id: requireId(param('id')), after });
  const gone = new AbortController();
  request.signal.addEventListener('abort', () => gone.abort(), { once: true });
  const events = await closing(() => followRunning(ctx, place, gone.signal), await openStream(ctx));
  return eventStream(events, { onDisconnect: () => gone.abort(), ended });
});

/** Stops it: its stream ends with what came so far and what that cost. */
export const DELETE = withTenantRoute(async (_request, { ctx, param }) => {
  await stopRunning(ctx, requireId(param('id')));
  return Response.json({ stopped: true });
});
