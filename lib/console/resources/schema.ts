/** One model that answers the tenant, as this instance knows it. */
export interface ResourcePool {
  model: string;
  /** Whether the account is the tenant's own. */
  own: boolean;
  breaker: 'closed' | 'open' | 'half_open';
  limit: number;
  inFlight: number;
}
