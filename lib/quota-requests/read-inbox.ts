import { now } from '@/lib/clock';
import { CUSTOMERS } from '@/lib/console/customers';
import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { NO_USAGE, type PriceBook, priceBookFor } from '@/lib/metering/price-book';
import { readRollups } from '@/lib/metering/rollups/read-rollups';
import type { PlatformContext } from '@/lib/tenancy/context';
import { policyAt } from '@/lib/tenancy/policy-at';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { effectivePolicy, type Plan, type Policy, policySchema } from '@/lib/tenancy/schema';
import { type MeanUse, monthAtLimits, monthOfUse } from './project-use';
import { REQUEST_COLUMNS, type RequestRow, toRequest } from './request-row';
import type { InboxItem } from './schema';

const LISTED = 100;
const MEAN_DAYS = 31;
/** Of a tenant without calls: so many tokens, three in for each that comes out. */
const GUESSED = { inputTokens: 750_000, outputTokens: 250_000 };

interface InboxRow extends RequestRow {
  tenant: string;
  name: string;
  plan: Plan;
  time_zone: string;
  manifest: unknown;
}

/** Requests of all tenants: the open ones by age, or those that were decided, newest first. */
export async function readInbox(
  ctx: PlatformContext,
  { open }: { open: boolean },
): Promise<InboxItem[]> {
  authorizePlatform(ctx, 'quotas:read');
  const why = {
    action: 'quota.view',
    reason: 'Looked at the requests for limits',
    detail: { open },
    fold: '5 minutes',
  };
  const { rows, uses } = await withPlatform(ctx, why, async (sql) => {
    const found = await sql<InboxRow>(
      `select t.id as tenant, t.name, t.plan, t.time_zone, ${REQUEST_COLUMNS},
         (select p.manifest from policy_version p where p.tenant_id = t.id order by p.version desc limit 1) as manifest
       from quota_request q join tenant t on t.id = q.tenant_id left join app_user u on u.id = q.asked_by
       where (q.state = 'open') = $1 and q.state <> 'withdrawn' and t.id in ${CUSTOMERS}
       order by case when $1 then q.asked_at end, q.ended_at desc, q.id limit $2`,
      [open, LISTED],
    );
    return { rows: found, uses: await readUses(sql, found) };
  });
  return Promise.all(rows.map((row) => toItem(row, uses.get(row.tenant))));
}

async function readUses(
  sql: PlatformSql,
  rows: readonly InboxRow[],
): Promise<Map<string, MeanUse>> {
  const tenants = [...new Set(rows.map(({ tenant }) => tenant))];
  const to = now();
  const from = new Date(to.getTime() - MEAN_DAYS * 86_400_000);
  const spans = tenants.map((tenantId) => ({
    tenantId,
    from: from.toISOString(),
    to: to.toISOString(),
  }));
  const used = await readRollups(sql, spans);
  return new Map(
    tenants.flatMap((tenant, place) => {
      const [sum] = used[place] ?? [];
      if (!sum || sum.calls === 0) return [];
      const tokens =
        sum.inputTokens + sum.outputTokens + sum.cacheReadTokens + sum.cacheWriteTokens;
      const { cost, price } = sum;
      return [[tenant, { days: MEAN_DAYS, tokens: BigInt(tokens), cost, price }] as const];
    }),
  );
}

async function toItem(row: InboxRow, used: MeanUse | undefined): Promise<InboxItem> {
  const request = toRequest(row);
  const policy = policyAt(effectivePolicy(policySchema.parse(row.manifest)), now());
  const { requestsPerMinute, tokensPerDay, tokensPerMonth, priceNanoPerMonth } = policy;
  const limits = { requestsPerMinute, tokensPerDay, tokensPerMonth, priceNanoPerMonth };
  const nothing = { days: MEAN_DAYS, tokens: 0n, cost: 0n, price: 0n };
  const mean = used ?? guess(await priceBookFor(row.plan), policy);
  return {
    ...request,
    tenant: { id: row.tenant, name: row.name, plan: row.plan, timeZone: row.time_zone },
    now: limits,
    lately: monthOfUse(used ?? nothing),
    full: monthAtLimits(mean, limits),
    fullWanted: monthAtLimits(mean, { ...limits, ...request.wanted }),
    measured: used !== undefined,
  };
}

function guess(book: PriceBook, { models }: Policy): MeanUse {
  const { cost, price } = book.priceCall(models[0] ?? '', { ...NO_USAGE, ...GUESSED });
  return { days: MEAN_DAYS, tokens: 1_000_000n, cost, price };
}
