import {
  type AdmissionLimits,
  LIMIT_NAMES,
  type LimiterDecision,
  type Subject,
  type Usage,
} from './limiter';

/** What an `admit` of the script says of its limits; -1: none. */
export function limitNumbers(limits: AdmissionLimits): number[] {
  const { requestsPerMinute, burstPerSecond, tokensPerMinute, inFlight } = limits;
  return [requestsPerMinute ?? -1, burstPerSecond ?? -1, tokensPerMinute ?? -1, inFlight ?? -1];
}

/** What decides alike: the same subjects by the same limits for as many tokens. */
export function nameOfDecision(subjects: readonly Subject[], tokens: number): string {
  let name = String(tokens);
  for (const { name: each, limits } of subjects)
    name += ` ${each} ${limits.requestsPerMinute} ${limits.burstPerSecond} ${limits.tokensPerMinute} ${limits.inFlight}`;
  return name;
}

/** What the reply to a granted `take` says. */
export function usageOf(subjects: readonly Subject[], reply: Float64Array): Usage[] {
  return subjects.map((_, index) => ({
    requests: reply[2 + index * 4] ?? 0,
    burst: reply[3 + index * 4] ?? 0,
    tokens: reply[4 + index * 4] ?? 0,
  }));
}

/** Whether somebody may soon be refused for what this one has. */
export function isUrgent(subjects: readonly Subject[], reply: Float64Array): boolean {
  return subjects.some(({ limits }, index) => {
    const { inFlight = Number.POSITIVE_INFINITY } = limits;
    const { tokensPerMinute = Number.POSITIVE_INFINITY } = limits;
    const slots = reply[5 + index * 4] ?? 0;
    const tokens = reply[4 + index * 4] ?? 0;
    return slots * 2 >= inFlight || tokens * 2 >= tokensPerMinute;
  });
}

/** What the reply to a refused `take` says. */
export function denial(reply: Float64Array): LimiterDecision & { admitted: false } {
  const [, limit = 0, subject = 0, used = 0, retryAfterMs = 0] = reply;
  const name = LIMIT_NAMES[limit - 1];
  if (!name) throw new Error('The script named no limit.');
  return { admitted: false, limit: name, subject, used, retryAfterMs };
}
