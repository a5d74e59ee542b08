import type { Turn } from './fair-queue';
import type { FairRequest, QueueRefusal } from './fair-schedule';

/** A timer takes no more. */
const LONGEST_MS = 2 ** 31 - 1;
/** In which a queue outside of the process can say that the turn has come, also to who may not wait for one. */
const ANSWER_MS = 1_000;
const LATE = new Error('The request waited as long as it may.');

/**
 * Calls back once the request has waited as long as it may: what was predicted when it came is no promise, since turns
 * may take longer since, and slots become fewer. Returns what stops that.
 */
export function afterWait({ maxWaitMs }: FairRequest, late: () => void): () => void {
  const timer = setTimeout(late, Math.min(maxWaitMs, LONGEST_MS));
  return () => clearTimeout(timer);
}

/** What such a request is told: nothing measured says better than the wait that was in vain when it would fit. */
export function lateRefusal({ maxWaitMs }: FairRequest): QueueRefusal {
  return { refused: 'too_late', retryAfterMs: maxWaitMs, waiting: 1 };
}

/**
 * Enters with a signal that aborts also when the request has waited as long as it may, wherever it waits then, and makes
 * that a refusal. Who may wait for less than the way there and back takes is waited for that long: slots may be free.
 */
export async function withinWait(
  request: FairRequest,
  signal: AbortSignal | undefined,
  enter: (signal: AbortSignal) => Promise<Turn | QueueRefusal>,
): Promise<Turn | QueueRefusal> {
  const stop = new AbortController();
  const leave = () => stop.abort(signal?.reason);
  signal?.addEventListener('abort', leave, { once: true });
  const maxWaitMs = Math.max(request.maxWaitMs, ANSWER_MS);
  const end = afterWait({ ...request, maxWaitMs }, () => stop.abort(LATE));
  try {
    return await enter(stop.signal);
  } catch (error) {
    if (error === LATE) return lateRefusal(request);
    throw error;
  } finally {
    end();
    signal?.removeEventListener('abort', leave);
  }
}
