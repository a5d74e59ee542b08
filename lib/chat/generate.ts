import { holdProof } from '@/lib/budget/hold-proof';
import { keepRenewed } from '@/lib/budget/keep-renewed';
import type { Reservation } from '@/lib/budget/reservation';
import { cancelHold, type Settled, settle } from '@/lib/budget/settle';
import { accountOf } from '@/lib/llm/accounts/account-of';
import type { ModelCall } from '@/lib/llm/model-call';
import type { ModelEvent, ModelOutcome } from '@/lib/llm/model-event';
import { type StreamOptions, streamModel } from '@/lib/llm/stream-model';
import type { TenantContext } from '@/lib/tenancy/context';
import type { QuestionEmbedding } from './question-embedding';
import { settlementOf } from './settlement';

export interface Generated {
  outcome: ModelOutcome | undefined;
  settled: Settled | undefined;
}

/**
 * One provider call under its hold: streams it and, however it ends, settles it exactly once. The
 * result object is filled in `finally`, so that it is there also when the consumer leaves early. Everything
 * after the account was opened is done under the hold's own proof, which outlives the session and a pause
 * of the workspace. `embedding` is settled with it.
 */
export async function* generate(
  ctx: TenantContext,
  reservation: Reservation,
  call: ModelCall,
  asked: Pick<StreamOptions, 'signal' | 'retryUntil' | 'onRetry'>,
  result: Generated,
  embedding?: QuestionEmbedding,
): AsyncGenerator<ModelEvent> {
  const proof = holdProof(reservation);
  const stopRenewing = keepRenewed(reservation);
  try {
    const account = await accountOf(ctx, reservation);
    const stream = streamModel(reservation, call, { ...asked, account });
    for (let next = await stream.next(); ; next = await stream.next()) {
      if (next.done) {
        result.outcome = next.value;
        return;
      }
      yield next.value;
    }
  } finally {
    stopRenewing();
    const end = async () => {
      const { id } = reservation;
      if (!reservation.consumed) return cancelHold(proof, id);
      result.settled = await settle(proof, id, settlementOf(reservation, result.outcome));
    };
    // At the same moment, so that both are one transaction.
    await Promise.all([end(), embedding?.settle()]);
  }
}
