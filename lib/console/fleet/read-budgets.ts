import { LRUCache } from 'lru-cache';
import { periodAt } from '@/lib/budget/periods';
import { tenantScopes } from '@/lib/budget/scopes';
import { UNLIMITED } from '@/lib/budget/soft-amounts';
import type { PlatformSql } from '@/lib/db/platform-sql';
import { processState } from '@/lib/process-state';
import { effectivePolicy, type Policy, policySchema } from '@/lib/tenancy/schema';
import { forgettable, removeEntries } from '@/lib/tenant-caches';
import { type MonthUse, monthBudget } from './month-budget';
import type { MonthBudget } from './schema';

const DAY = 86_400_000;
const PACE_DAYS = 7;

/** Policy versions never change, so that each is read once. */
const policies = processState(
  'console.fleetPolicies',
  () => new LRUCache<string, Policy>({ max: 5_000 }),
);

forgettable('fleetPolicies', (tenantId) =>
  removeEntries(policies, (key) => key.startsWith(`${tenantId}/`)),
);

interface StoredMonth {
  tenant_id: string;
  time_zone: string;
  created_at: Date;
  version: number;
  used_nano: bigint | null;
  used_tokens: bigint | null;
  paced_nano: string | null;
  paced_tokens: number | null;
}

/** Every tenant's month: what it took, what it may take, and how long that lasts at the pace of the last whole days. */
export async function readMonthBudgets(
  sql: PlatformSql,
  at: Date,
): Promise<Map<string, MonthBudget>> {
  const today = Math.floor(at.getTime() / DAY) * DAY;
  const rows = await sql<StoredMonth>(
    `select t.id as tenant_id, t.time_zone, t.created_at, p.version, c.used_nano, c.used_tokens,
       d.nano as paced_nano, d.tokens as paced_tokens
     from tenant t
     cross join lateral (select max(v.version) as version from policy_version v where v.tenant_id = t.id) p
     left join lateral (
       select b.used_nano + b.held_nano as used_nano, b.used_tokens + b.held_tokens as used_tokens from budget_counter b
       where b.tenant_id = t.id and b.scope = 'tenant' and b.scope_id = t.id::text and b.period = 'month'
         and b.period_start = date_trunc('month', $1::timestamptz at time zone t.time_zone) at time zone t.time_zone) c on true
     left join (
       select f.tenant_id, sum(f.price_nano)::text as nano, sum(f.tokens)::float8 as tokens from fleet_rollup f
       where f.grain = 'day' and f.bucket >= $2 and f.bucket < $3 group by 1) d on d.tenant_id = t.id
     where p.version is not null`,
    [at, new Date(today - PACE_DAYS * DAY), new Date(today)],
  );
  const known = await policiesOf(sql, rows);
  return new Map(
    rows.flatMap((row) => {
      const policy = known.get(row.tenant_id);
      if (!policy) return [];
      const whole = Math.floor((today - row.created_at.getTime()) / DAY);
      const pace = {
        days: Math.max(Math.min(PACE_DAYS, whole), 0),
        nano: BigInt(row.paced_nano ?? 0),
        tokens: row.paced_tokens ?? 0,
      };
      return [[row.tenant_id, monthBudget(monthUse(row, policy, at), pace, at.getTime())] as const];
    }),
  );
}

/** The plan's month and the rules that were added to it, the lower of which holds. */
function monthUse(row: StoredMonth, policy: Policy, at: Date): MonthUse {
  const tenant = { tenantId: row.tenant_id, timeZone: row.time_zone };
  const month = tenantScopes(tenant, effectivePolicy(policy), [], at).find(
    ({ scope, period }) => scope === 'tenant' && period === 'month',
  );
  const limit = (of: bigint | undefined) => (of === undefined || of === UNLIMITED ? null : of);
  return {
    usedNano: row.used_nano ?? 0n,
    usedTokens: row.used_tokens ?? 0n,
    limitNano: limit(month?.priceLimit),
    limitTokens: limit(month?.tokenLimit),
    resetsAt: (month?.resetsAt ?? periodAt('month', row.time_zone, at).end).getTime(),
  };
}

async function policiesOf(
  sql: PlatformSql,
  rows: readonly StoredMonth[],
): Promise<Map<string, Policy>> {
  const key = (tenantId: string, version: number) => `${tenantId}/${version}`;
  const missing = rows.filter((row) => !policies.has(key(row.tenant_id, row.version)));
  if (missing.length > 0) {
    const read = await sql<{ tenant_id: string; version: number; manifest: unknown }>(
      `select p.tenant_id, p.version, p.manifest from policy_version p
       join unnest($1::uuid[], $2::int[]) w (tenant_id, version) using (tenant_id, version)`,
      [missing.map((row) => row.tenant_id), missing.map((row) => row.version)],
    );
    for (const { tenant_id, version, manifest } of read)
      policies.set(key(tenant_id, version), policySchema.parse(manifest));
  }
  return new Map(
    rows.flatMap((row) => {
      const policy = policies.get(key(row.tenant_id, row.version));
      return policy ? [[row.tenant_id, policy] as const] : [];
    }),
  );
}
