import { holdProof } from '@/lib/budget/hold-proof';
import { keepRenewed } from '@/lib/budget/keep-renewed';
import type { Reservation } from '@/lib/budget/reservation';
import { cancelHold, type Settled, type Settlement, settle } from '@/lib/budget/settle';
import { inputOf } from '@/lib/budget/usage';
import { settlementOf } from '@/lib/chat/settlement';
import type { MessageRecord } from '@/lib/db/message-records';
import type { ModelOutcome } from '@/lib/llm/model-event';

/** A hold while its call runs: renewed, and settled or given back exactly once, under its own proof. */
export class HeldCall {
  readonly reservation: Reservation;
  readonly #hidesThoughts: boolean;
  readonly #stopRenewing: () => void;
  #ended: Promise<void> | undefined;
  #settled: Settled | undefined;

  /** `hidesThoughts`: the model may produce, and charge, more than the answer shows. */
  constructor(reservation: Reservation, hidesThoughts: boolean) {
    this.reservation = reservation;
    this.#hidesThoughts = hidesThoughts;
    this.#stopRenewing = keepRenewed(reservation);
  }

  /** Input and output that were charged, none of a call that was never made; undefined before that. */
  get tokens(): number | undefined {
    if (!this.reservation.consumed) return 0;
    const { usage } = this.#settled ?? {};
    return usage && inputOf(usage) + usage.outputTokens;
  }

  /**
   * Ends the hold; again it changes nothing. `outcome` undefined: nobody knows, so it is charged at its bound. `record` is
   * kept with it.
   */
  settle(outcome: ModelOutcome | undefined, record?: MessageRecord): Promise<void> {
    this.#ended ??= this.#end(outcome, record).finally(this.#stopRenewing);
    return this.#ended;
  }

  async #end(outcome: ModelOutcome | undefined, record?: MessageRecord): Promise<void> {
    const { reservation } = this;
    const proof = holdProof(reservation);
    if (reservation.consumed)
      this.#settled = await settle(proof, reservation.id, this.#settlement(outcome), record);
    else await cancelHold(proof, reservation.id);
  }

  #settlement(outcome: ModelOutcome | undefined): Settlement {
    const settlement = settlementOf(this.reservation, outcome);
    if (!this.#hidesThoughts || settlement.outcome !== 'incomplete' || !settlement.usage)
      return settlement;
    const { maxOutputTokens: outputTokens } = this.reservation;
    return { ...settlement, usage: { ...settlement.usage, outputTokens }, estimated: true };
  }
}
