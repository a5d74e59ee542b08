/** Buckets beyond the newest, in which leases are charged that are used until then. */
export const MINUTE_AHEAD = 1;
export const BURST_AHEAD = 25;

export const OP = {
  admit: 1,
  release: 2,
  renew: 3,
  restore: 4,
  sync: 5,
  yield: 6,
  tick: 7,
  free: 8,
} as const;

/** Its value stands for what Redis remembers: when it is another one, everything else was lost too. */
export const MEMORY_KEY = 'tenantry:limits:memory';
/** Who took part lately, who told again what was lost, and whose held parts others need. */
export const SHARED_KEYS = [
  MEMORY_KEY,
  'tenantry:limits:processes',
  'tenantry:limits:told',
  'tenantry:limits:wanted',
] as const;
/** After such a loss nothing is decided for so long, in which every process tells what it had admitted. */
export const RESTORE_MS = 500;
/** Within which a process hears that its held part is wanted, and gives it back. */
export const YIELD_MS = 500;

/** Numbers in the reply to an `admit` of so many subjects. */
export const replySize = (subjects: number) => 2 + 4 * subjects;
/** The state was another tenant's. */
export const FOREIGN = -1;
