/** One model of one account, as all running instances know it together. Addresses and keys of tenants' own accounts stay sealed. */
export interface UpstreamState {
  model: string;
  /** Whose own account; null: the platform's. */
  tenant: TenantName | null;
  breaker: 'closed' | 'open' | 'half_open';
  /** Seconds until a call may try; 0 while it is closed. */
  retryAfter: number;
  /** Calls that may be under way, and that are. */
  limit: number;
  inFlight: number;
  /** Calls of all the account's models in the last minute, and those of them that were retries. */
  calls: number;
  retries: number;
}

/** What a dependency of all running instances has to do. */
export interface PoolState {
  name: string;
  slots: number;
  busy: number;
  waiting: number;
  /** Since their starts. */
  refused: number;
}

/** What a tenant holds of the slots for answers. */
export interface ShareState {
  tenant: TenantName;
  weight: number;
  slots: number;
  waiting: number;
}

export interface TenantName {
  id: string;
  name: string;
}

export interface TrafficView {
  upstreams: UpstreamState[];
  pools: PoolState[];
  shares: ShareState[];
}
