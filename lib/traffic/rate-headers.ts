import type { AdmissionLimits, Usage } from '@/lib/kv/limiter';

/** Limits of a tenant or a key and what is counted against them. */
export interface Counted {
  /** Prefix of the policies' names. */
  scope: 'tenant' | 'key';
  limits: AdmissionLimits;
  usage: Usage;
}

const WINDOWS = [
  { name: 'minute', seconds: 60, limit: 'requestsPerMinute', used: 'requests', unit: '' },
  { name: 'burst', seconds: 1, limit: 'burstPerSecond', used: 'burst', unit: '' },
  { name: 'tokens', seconds: 60, limit: 'tokensPerMinute', used: 'tokens', unit: ';qu="tokens"' },
] as const;

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
