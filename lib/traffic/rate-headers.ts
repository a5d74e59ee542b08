import type { ErrorBody } from '@/lib/errors';
import type { AdmissionLimits, LimitName, Usage } from '@/lib/kv/limiter';

/** Limits of a tenant or a key and what is counted against them. */
export interface Counted {
  /** Prefix of the policies' names. */
  scope: 'tenant' | 'key';
  limits: AdmissionLimits;
  usage: Usage;
}

const TOKENS = ';qu="tokens"';
const WINDOWS = [
  { name: 'minute', seconds: 60, limit: 'requestsPerMinute', used: 'requests', unit: '' },
  { name: 'burst', seconds: 1, limit: 'burstPerSecond', used: 'burst', unit: '' },
  { name: 'tokens', seconds: 60, limit: 'tokensPerMinute', used: 'tokens', unit: TOKENS },
] as const;
/** The same by the limit that a refusal names. */
const REFUSED: { [name in LimitName]?: (typeof WINDOWS)[number] } = {
  requests_per_minute: WINDOWS[0],
  burst_per_second: WINDOWS[1],
  tokens_per_minute: WINDOWS[2],
};

/**
 * `RateLimit-Policy` and `RateLimit` as of draft-ietf-httpapi-ratelimit-headers-10: a list of named
 * policies with quota and window, and for each what remains and the seconds after which all of it is back.
 */
export function rateHeaders(counted: readonly Counted[]): Record<string, string> {
  const policies: string[] = [];
  const states: string[] = [];
  for (const { scope, limits, usage } of counted) {
    for (const { name, seconds, limit, used, unit } of WINDOWS) {
      const quota = limits[limit];
      if (quota === undefined) continue;
      const remaining = Math.max(0, Math.floor(quota - usage[used]));
      policies.push(`"${scope}-${name}";q=${quota}${unit};w=${seconds}`);
      states.push(`"${scope}-${name}";r=${remaining};t=${seconds}`);
    }
  }
  if (policies.length === 0) return {};
  return { 'RateLimit-Policy': policies.join(', '), RateLimit: states.join(', ') };
}

/** The same of what was refused: the rate that bound, and the seconds until the request fits; nothing for other failures. */
export function refusedRateHeaders({ limit, retryAfter = 0 }: ErrorBody): Record<string, string> {
  const window = limit && REFUSED[limit.name as LimitName];
  if (!window) return {};
  const left = Math.max(0, Math.floor(Number(limit.limit) - Number(limit.used)));
  const name = `"${limit.scope}-${window.name}"`;
  return {
    'RateLimit-Policy': `${name};q=${limit.limit}${window.unit};w=${window.seconds}`,
    RateLimit: `${name};r=${left};t=${retryAfter}`,
  };
}
