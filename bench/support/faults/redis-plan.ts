import type { PlannedTenant } from '../budget/call-plan';

export interface AskingTenant extends PlannedTenant {
  /** Of each process. */
  perSecond: number;
  limits: {
    requestsPerMinute: number;
    burstPerSecond: number;
    tokensPerMinute: number;
    inFlight: number;
  };
}

export interface RedisOrders {
  tenants: AskingTenant[];
  /** Asked for all the time, to see when Redis decides again. */
  probe: PlannedTenant;
}

export const ASKED_TOKENS = 100;

/** Milliseconds since the epoch. */
export interface Asked {
  tenant: number;
  from: number;
  /** When it was decided. */
  to: number;
  /** Of an admitted one: when it began to give its place back. */
  until?: number;
  outcome: 'admitted' | 'refused' | 'unavailable' | 'failed';
  error?: string;
}

export interface RedisTold {
  asked: Asked[];
  /** When each probe was asked and decided, and whether Redis answered it. */
  probes: { at: number; to: number; answered: boolean }[];
}
