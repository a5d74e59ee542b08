import type { FairRequest, FlowShare, QueueRefusal } from './fair-schedule';

/** Turns shared fairly, by one schedule for all who take them. */
export interface FairQueue {
  /**
   * Resolves when it is the request's turn, at once with a refusal, or with one when it waited as long as it may; rejects
   * with the signal's reason.
   */
  enter(request: FairRequest, signal?: AbortSignal): Promise<Turn | QueueRefusal>;
  /** Who holds and waits now. */
  shares(): Promise<FlowShare[]>;
  /** Whether anybody of this process holds a turn or waits for one. */
  readonly inUse: boolean;
  close(): Promise<void>;
}

export interface Turn {
  /** Frees the slot and corrects the charge to the actual cost; further calls do nothing. */
  end(actualCost: number): void;
}

export function isRefusal(entered: object): entered is QueueRefusal {
  return 'refused' in entered;
}
