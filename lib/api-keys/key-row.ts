import type { KeyScope } from '@/lib/tenancy/schema';
import type { KeyLimits, KeyState } from './schema';

export interface KeyRow {
  tenant_id: string;
  id: string;
  name_sealed: Buffer;
  tier: string;
  scopes: KeyScope[];
  allow_list: string[];
  requests_per_minute: number | null;
  burst_per_second: number | null;
  tokens_per_minute: number | null;
  in_flight: number | null;
  may_downgrade: boolean;
  state: KeyState;
}

/** Of `api_key k`. Whether it has ended goes by the database's clock, like a key's use. */
export const keyColumns = `k.tenant_id, k.id, k.name_sealed, k.tier, k.scopes, k.allow_list, k.requests_per_minute,
  k.burst_per_second, k.tokens_per_minute, k.in_flight, k.may_downgrade,
  case when k.revoked_at is not null then 'revoked' when k.expires_at <= clock_timestamp() then 'expired'
    else 'active' end as state`;

export function limitsOf(row: KeyRow): KeyLimits {
  return {
    requestsPerMinute: row.requests_per_minute,
    burstPerSecond: row.burst_per_second,
    tokensPerMinute: row.tokens_per_minute,
    inFlight: row.in_flight,
  };
}
