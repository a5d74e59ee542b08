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

/** How an instance is, beside whether it is there. */
export interface InstanceFacts {
  pools: BulkheadFacts[];
  upstreams: UpstreamFacts[];
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
  queue: 'documents' | 'operations' | 'questions' | 'rollups' | 'messages' | 'notices';
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
