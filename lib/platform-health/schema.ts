/** One model of one account. */
export interface UpstreamFacts {
  model: string;
  /** On an account that a tenant brings. */
  own: boolean;
  /** The tag of that tenant; null for the platform's account. */
  owner: string | null;
  breaker: 'closed' | 'open' | 'half_open';
  limit: number;
  inFlight: number;
  /** Seconds until a call may try; 0 while the breaker is closed. An instance of an older version says none of these. */
  retryAfter?: number;
  /** Calls of all the account's models in the last minute, and those of them that were retries. */
  calls?: number;
  retries?: number;
}

/** What a dependency has to do. */
export interface BulkheadFacts {
  name: string;
  slots: number;
  busy: number;
  waiting: number;
  /** Since the start. */
  refused: number;
}

/** What an instance takes to be in force for a tenant. */
export interface KnownFacts {
  /** The tag of the tenant. */
  owner: string;
  /** The version that its keys are let in under from memory; null: none is. */
  policy: number | null;
  /** Stands for all its containments; empty: none is known to be in force; null: it would ask. */
  contained: string | null;
}

/** What a tenant holds and waits for in the queues of one process. */
export interface SlotFacts {
  /** The tag of the tenant. */
  owner: string;
  weight: number;
  slots: number;
  waiting: number;
}

/** How an instance is, beside whether it is there. */
export interface InstanceFacts {
  pools: BulkheadFacts[];
  upstreams: UpstreamFacts[];
  /** Of the queues that it shares with no other: none where Redis holds them for all. */
  slots: SlotFacts[];
  /** Of the tenants that it remembers something of; of very many, some with each heartbeat. */
  known: KnownFacts[];
  /** How many those tenants are. */
  knownTenants: number;
  /** Resident, in bytes. */
  memoryBytes: number;
  /** By how much timers come late, smoothed, in milliseconds. */
  lagMs: number;
  stores: {
    /** `in process` without Redis. */
    limits: 'redis' | 'redis away' | 'in process';
    /** Vector stores that are set; the embedded one always is. */
    vectors: string[];
  };
}

export interface InstanceView {
  id: string;
  roles: string[];
  version: string;
  node: string;
  startedAt: string;
  seenAt: string;
  /** `lost`: not seen for some beats, and it did not say that it stops. */
  state: 'running' | 'lost' | 'stopped';
  facts: InstanceFacts;
}

export interface QueueDepth {
  queue: 'documents' | 'operations' | 'questions' | 'rollups' | 'messages' | 'notices' | 'audit';
  waiting: number;
  running: number;
  /** Since when the first waits. */
  oldest: string | null;
}

export interface HealthView {
  /** Running ones first. */
  instances: InstanceView[];
  queues: QueueDepth[];
  /** Of PostgreSQL. */
  database: { version: string; bytes: string; connections: number };
  /** The newest run of the isolation self-test. */
  selfTest: { finishedAt: string | null; held: number; failed: number } | null;
  /** Rotations of tenants’ keys: the last of each tenant. */
  rotations: { running: number; failed: number; done: number };
  /** Audit logs with entries, those that cannot be signed, and of how many the object store lacks checkpoints; null without one. */
  evidence: {
    logs: number;
    faults: number;
    store: { behind: number; oldest: string | null } | null;
  };
}
