import type { Arrival } from './flood-arm';

/**
 * How long each request would take, in ms, if its tenant had a machine of its own that is `slots` (a part of one, or more) fast and
 * serves one request after the other: what a share is worth.
 */
export function onOwnServer(arrivals: readonly Arrival[], slots: number): number[] {
  const free = new Map<string, number>();
  return arrivals.map(({ at, flow, serviceMs }) => {
    const done = Math.max(at, free.get(flow) ?? 0) + serviceMs / slots;
    free.set(flow, done);
    return done - at;
  });
}
