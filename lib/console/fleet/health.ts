import type { Complaint, FleetRow, Health } from './schema';

/** From which share it counts, and of at least how many: of requests that were not refused, or of all where refusing is meant. */
const FAILING = 0.2;
const ERRORS = 0.02;
const REFUSED = 0.1;
const WAITED = 0.2;
const SLOWER = 2;
const OF_AT_LEAST = 10;
/** What makes a doubled time worth saying. */
const SLOW_MS = 2_000;
const SOON_MS = 3 * 86_400_000;

type Facts = Pick<
  FleetRow,
  | 'state'
  | 'requests'
  | 'errors'
  | 'refusals'
  | 'waited'
  | 'latencyP95'
  | 'before'
  | 'budget'
  | 'breaker'
>;

/** What is wrong with a tenant, the worst first, and the word for all of it. Pure. */
export function healthOf(
  row: Facts,
  contained: boolean,
  now: number,
): { health: Health; complaints: Complaint[] } {
  const complaints: Complaint[] = [];
  const { requests, errors, refusals, waited, before, budget } = row;
  const answered = requests - refusals;
  const enough = answered >= OF_AT_LEAST;
  if (row.breaker === 'open') complaints.push({ kind: 'breaker' });
  if (enough && errors / answered >= ERRORS)
    complaints.push({ kind: 'errors', share: errors / answered });
  const couldCompare = before.requests - before.refusals >= OF_AT_LEAST;
  if (row.latencyP95 !== null && before.latencyP95 !== null && couldCompare) {
    const times = row.latencyP95 / before.latencyP95;
    if (enough && times >= SLOWER && row.latencyP95 >= SLOW_MS)
      complaints.push({ kind: 'slower', times });
  }
  // Some of those that waited were refused in the end.
  const waiting = Math.min(waited / answered, 1);
  if (enough && waiting >= WAITED) complaints.push({ kind: 'waited', share: waiting });
  if (requests >= OF_AT_LEAST && refusals / requests >= REFUSED)
    complaints.push({ kind: 'refused', share: refusals / requests });
  if (budget && budget.usedShare >= 1) complaints.push({ kind: 'budget_used_up' });
  else if (budget?.endsAt && Date.parse(budget.endsAt) < now + SOON_MS)
    complaints.push({ kind: 'budget_ends', at: budget.endsAt });
  if (contained) complaints.push({ kind: 'contained' });
  if (row.state === 'suspended') complaints.push({ kind: 'suspended' });
  return { health: wordFor(row, complaints), complaints };
}

function wordFor(row: Facts, complaints: readonly Complaint[]): Health {
  const has = (...kinds: Complaint['kind'][]) =>
    complaints.some(({ kind }) => kinds.includes(kind));
  const answered = row.requests - row.refusals;
  const failing = answered >= OF_AT_LEAST && row.errors / answered >= FAILING;
  if (failing || has('breaker')) return 'failing';
  if (has('contained', 'suspended')) return 'held_back';
  if (complaints.length > 0) return 'strained';
  return row.requests === 0 ? 'idle' : 'healthy';
}
