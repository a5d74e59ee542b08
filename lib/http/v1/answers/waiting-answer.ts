import { readHistory } from '@/lib/chat/queries';
import { cancelDeferred } from '@/lib/deferred/cancel-deferred';
import { getDeferred } from '@/lib/deferred/queries';
import { type DeferredView, isOpen } from '@/lib/deferred/schema';
import type { TenantContext } from '@/lib/tenancy/context';
import type { ApiCall } from '../api-route';
import type { StoredAnswer } from '../idempotency/stored-answers';
import { sendJson } from '../send';
import type { WaitingAnswer } from './schema';

/** `GET /v1/answers/{id}`: a question of this key that waits, or what became of it. */
export async function readWaiting({ ctx, response, param }: ApiCall): Promise<void> {
  sendJson(response, 200, await withAnswer(ctx, await getDeferred(ctx, param('id'))));
}

/** `DELETE /v1/answers/{id}`: takes it out of the queue; what had come of it is kept and charged. */
export async function cancelWaiting(call: ApiCall): Promise<void> {
  await cancelDeferred(call.ctx, call.param('id'));
  await readWaiting(call);
}

/** What the asker hears of a question that began to wait. */
export function acceptedAnswer(deferred: DeferredView): StoredAnswer {
  return { status: 202, headers: { location: deferred.statusUrl }, body: placeOf(deferred) };
}

async function withAnswer(ctx: TenantContext, deferred: DeferredView): Promise<WaitingAnswer> {
  const place = placeOf(deferred);
  if (isOpen(deferred)) return place;
  const said = (await readHistory(ctx, deferred.conversationId)).find(
    ({ author, requestId }) => author === 'assistant' && requestId === deferred.requestId,
  );
  if (!said) return place;
  const { text, citations, downgraded } = said;
  return { ...place, answer: text, citations, downgraded };
}

function placeOf({ model, seen, cancelUrl, answerUrl, ...place }: DeferredView): WaitingAnswer {
  return place;
}
