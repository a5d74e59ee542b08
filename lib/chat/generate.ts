import { holdProof } from '@/lib/budget/hold-proof';
import type { Reservation } from '@/lib/budget/reservation';
import { cancelHold, renewHold, type Settled, settle } from '@/lib/budget/settle';
import { accountOf } from '@/lib/llm/accounts/account-of';
import type { ModelCall } from '@/lib/llm/model-call';
import type { ModelEvent, ModelOutcome } from '@/lib/llm/model-event';
import { streamModel } from '@/lib/llm/stream-model';
import { log } from '@/lib/log';
import type { TenantContext } from '@/lib/tenancy/context';
import { settlementOf } from './settlement';

const RENEW_MS = 15_000;

export interface Generated {
  outcome: ModelOutcome | undefined;
  settled: Settled | undefined;
}

/**
 * One provider call under its hold: streams it and, however it ends, settles it exactly once. The
 * result object is filled in `finally`, so that it is there also when the consumer leaves early. Everything
 * after the account was opened is done under the hold's own proof, which outlives the session and a pause
 * of the workspace.
 */
export async function* generate(
  ctx: TenantContext,
  reservation: Reservation,
  call: ModelCall,
  signal: AbortSignal,
  result: Generated,
): AsyncGenerator<ModelEvent> {
  const proof = holdProof(reservation);
  const renewal = setInterval(() => {
    renewHold(proof, reservation.id).catch((error) =>
      log.warn({ err: String(error) }, 'a hold could not be renewed'),
    );
  }, RENEW_MS);
  try {
    const account = await accountOf(ctx, reservation);
    const stream = streamModel(reservation, call, { signal, account });
    for (let next = await stream.next(); ; next = await stream.next()) {
      if (next.done) {
        result.outcome = next.value;
        return;
      }
      yield next.value;
    }
  } finally {
    clearInterval(renewal);
    if (reservation.consumed)
      result.settled = await settle(
        proof,
        reservation.id,
        settlementOf(reservation, result.outcome),
      );
    else await cancelHold(proof, reservation.id);
  }
}
