import { processState } from '@/lib/process-state';

const work = processState('http.inFlight', () => new Set<Promise<unknown>>());

/** Keeps the process alive for work that outlives its connection, such as settling an answer. */
export function keepInFlight(promise: Promise<unknown>): void {
  work.add(promise);
  const forget = () => work.delete(promise);
  promise.then(forget, forget);
}

export async function inFlightDone(): Promise<void> {
  while (work.size > 0) await Promise.allSettled(work);
}
