import {
  type FleetFilter,
  type FleetRow,
  type FleetSort,
  type FleetView,
  HEALTHS,
  type Health,
} from './schema';

const PAGE_SIZE = 50;
export const DEFAULT_SORT = 'health';

/** Null sorts last in either direction. Money is exact. */
const VALUE: Record<FleetSort, (row: FleetRow) => string | number | bigint | null> = {
  health: (row) => HEALTHS.indexOf(row.health),
  name: (row) => row.name,
  requests: (row) => row.requests,
  errors: (row) => row.errors,
  refusals: (row) => row.refusals,
  p50: (row) => row.latencyP50,
  p95: (row) => row.latencyP95,
  p99: (row) => row.latencyP99,
  firstToken: (row) => row.firstTokenP95,
  tokens: (row) => row.tokens,
  price: (row) => BigInt(row.priceNano),
  budget: (row) => row.budget?.usedShare ?? null,
  ends: (row) => (row.budget?.endsAt ? Date.parse(row.budget.endsAt) : null),
  slots: (row) => row.slotShare,
};

/** The rows that pass, sorted and cut to a page; a page past the end is the last one. Pure. */
export function pageOfFleet(
  all: readonly FleetRow[],
  filter: FleetFilter,
): Pick<FleetView, 'rows' | 'counts' | 'page' | 'pages'> {
  const shown = all.filter((row) => passes(row, filter)).sort(orderOf(filter.sort));
  const pages = Math.max(Math.ceil(shown.length / PAGE_SIZE), 1);
  const page = Math.min(filter.page ?? 1, pages);
  const health = Object.fromEntries(HEALTHS.map((each) => [each, 0])) as Record<Health, number>;
  for (const row of all) health[row.health] += 1;
  return {
    rows: shown.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE),
    counts: { tenants: all.length, shown: shown.length, health },
    page,
    pages,
  };
}

function passes(row: FleetRow, { q, plan, state, health }: FleetFilter): boolean {
  if (plan && row.plan !== plan) return false;
  if (state && row.state !== state) return false;
  if (health && row.health !== health) return false;
  if (!q) return true;
  return `${row.name} ${row.slug} ${row.plan} ${row.state}`.toLowerCase().includes(q.toLowerCase());
}

/** What is alike goes by requests, then by name, so that pages do not overlap. */
function orderOf(sort: string | undefined = DEFAULT_SORT) {
  const downwards = sort.startsWith('-');
  const value = VALUE[sort.replace(/^-/, '') as FleetSort];
  return (a: FleetRow, b: FleetRow): number => {
    const [x, y] = [value(a), value(b)];
    if (x === null || y === null) {
      if (x !== y) return x === null ? 1 : -1;
    } else if (x !== y) {
      const order =
        typeof x === 'string' && typeof y === 'string'
          ? x.localeCompare(y, 'en', { numeric: true, sensitivity: 'base' })
          : x < y
            ? -1
            : 1;
      if (order !== 0) return downwards ? -order : order;
    }
    return b.requests - a.requests || a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1);
  };
}
