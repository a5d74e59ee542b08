/** One generated tenant: whole days one after the other, nano-dollars. */
export interface GeneratedTenant {
  /** Days since the epoch. */
  first: number;
  cost: bigint[];
}

/** What was planted: places in the tenant's days, both included. */
export interface Planted {
  tenant: number;
  from: number;
  to: number;
  kind: (typeof KINDS)[number];
  more: boolean;
}

export const TENANTS = 20;
const DAYS = 365;
const PLANTED = 40;
/** Days without anything planted at a tenant's beginning, and around each. */
const QUIET_DAYS = 60;
const APART_DAYS = 40;
const KINDS = ['spike', 'burst', 'new level', 'outage'] as const;
/** 1 January 2025. */
const FIRST = Date.UTC(2025, 0, 1) / 86_400_000;
/** Share of an average weekday, Monday first: offices, shops, machines. */
const WEEKS = [
  [1, 1.08, 1.1, 1.05, 0.9, 0.18, 0.12],
  [0.9, 0.9, 0.95, 1, 1.15, 1.35, 1.1],
  [1, 1, 1, 1, 1, 1, 1],
];

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * Twelve months of tenants that cost $20 to $2,000 on an average day: a week's pattern, a year's (a summer and a New Year that are
 * quieter), growth of -20% to +150% a year, a level that drifts, noise of 6% to 16% a day with heavy tails that hangs
 * together from day to day.
 */
export function generateUsage(seed: number): GeneratedTenant[] {
  const random = seeded(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Array.from({ length: TENANTS }, (_, tenant) => {
    const base = 20 * 100 ** random();
    const week = WEEKS[tenant % WEEKS.length] ?? [];
    const growth = Math.log(0.8 + 1.7 * random()) / 365;
    const summer = 0.05 + 0.15 * random();
    const scatter = 0.06 + 0.1 * random();
    let drift = 0;
    let noise = 0;
    const cost = Array.from({ length: DAYS }, (_, day) => {
      drift += 0.006 * normal();
      const tail = random() < 0.02 ? 2 : 1;
      noise = 0.3 * noise + scatter * tail * normal() * Math.sqrt(1 - 0.3 ** 2);
      const year = 1 - summer * Math.exp(-(((day - 215) / 25) ** 2)) - (day < 5 ? 0.3 : 0);
      const factor = week[(FIRST + day + 3) % 7] ?? 1;
      const usd = base * factor * year * Math.exp(growth * day + drift + noise);
      return BigInt(Math.round(usd * 1e9));
    });
    return { first: FIRST, cost };
  });
}

/** The same with forty anomalies in it: days, some days, a level that stays (a price, another model), days without use. */
export function plant(
  tenants: readonly GeneratedTenant[],
  seed: number,
): { tenants: GeneratedTenant[]; planted: Planted[] } {
  const random = seeded(seed);
  const changed = tenants.map(({ first, cost }) => ({ first, cost: [...cost] }));
  const planted: Planted[] = [];
  while (planted.length < PLANTED) {
    const tenant = Math.floor(random() * TENANTS);
    const from = QUIET_DAYS + Math.floor(random() * (DAYS - QUIET_DAYS - 10));
    if (planted.some((one) => one.tenant === tenant && Math.abs(one.from - from) < APART_DAYS))
      continue;
    const kind = KINDS[planted.length % KINDS.length] ?? 'spike';
    const { days, factor } = shapeOf(kind, random);
    const cost = changed[tenant]?.cost ?? [];
    const to = Math.min(DAYS, from + days) - 1;
    for (let day = from; day <= to; day += 1)
      cost[day] = ((cost[day] ?? 0n) * BigInt(Math.round(factor * 1000))) / 1000n;
    planted.push({ tenant, from, to, kind, more: factor > 1 });
  }
  return { tenants: changed, planted };
}

function shapeOf(kind: Planted['kind'], random: () => number): { days: number; factor: number } {
  switch (kind) {
    case 'spike':
      return { days: 1, factor: 1.9 + 2 * random() };
    case 'burst':
      return { days: 2 + Math.floor(4 * random()), factor: 1.7 + random() };
    case 'new level':
      return { days: DAYS, factor: 1.6 + random() };
    case 'outage':
      return { days: 1 + Math.floor(3 * random()), factor: 0.25 * random() };
  }
}
