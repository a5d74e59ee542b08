import { ASKED_TOKENS, type Asked, type AskingTenant } from './redis-plan';

/** By how much any tenant's admissions that surely lie in one true window, or surely ran at once, pass its limit, at most. */
export function overAdmitted(asked: Asked[], limits: AskingTenant['limits']): number {
  let most = 0;
  for (const tenant of new Set(asked.map((each) => each.tenant))) {
    const admitted = asked
      .filter((each) => each.tenant === tenant && each.outcome === 'admitted')
      .sort((a, b) => a.from - b.from);
    most = Math.max(most, atOnce(admitted) - limits.inFlight);
    for (const [index, { from }] of admitted.entries()) {
      const within = (ms: number) =>
        admitted.slice(index).filter(({ to }) => to <= from + ms).length;
      const minute = within(60_000);
      most = Math.max(
        most,
        minute - limits.requestsPerMinute,
        minute * ASKED_TOKENS - limits.tokensPerMinute,
        within(1_000) - limits.burstPerSecond,
      );
    }
  }
  return most;
}

/** How many had been admitted and had not begun to give their place back, at any moment. */
function atOnce(admitted: Asked[]): number {
  const steps = admitted
    .flatMap(({ to, until = to }) => [
      { at: to, by: 1 },
      { at: until, by: -1 },
    ])
    .sort((a, b) => a.at - b.at || a.by - b.by);
  let now = 0;
  let most = 0;
  for (const { by } of steps) {
    now += by;
    most = Math.max(most, now);
  }
  return most;
}
