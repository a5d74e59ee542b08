import { readKeyNames } from '@/lib/api-keys/key-name';
import { now } from '@/lib/clock';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { highestLimits } from '@/lib/tenancy/policy-at';
import { authorize } from '@/lib/tenancy/roles';
import { effectivePolicy } from '@/lib/tenancy/schema';
import type { NoticeView, OwnBudgetsView } from './schema';
import { readNewest } from './set-own-budgets';

/** What the form of the tenant's own budgets starts from. */
export async function readOwnBudgetRules(ctx: TenantContext): Promise<OwnBudgetsView> {
  authorize(ctx, 'budgets:edit');
  return withTenantSql(ctx, async (sql) => {
    const { version, policy } = await readNewest(sql);
    const { ownBudgets, ownDowngradeModel, ownDowngradeLength, budgets } = policy;
    return {
      version,
      ownBudgets,
      downgradeModel: ownDowngradeModel,
      downgradeLength: ownDowngradeLength,
      forbidden: { model: !policy.downgradeModel, length: !policy.downgradeLength },
      agreed: budgets,
      plan: highestLimits(effectivePolicy(policy), now()),
      people: await readPeople(sql),
      keys: [...(await readKeyNames(ctx, sql))].map(([id, name]) => ({ id, name })),
    };
  });
}

/** Until a person has accepted, the address stands for the name, which is the account's own. */
function readPeople(sql: TenantSql): Promise<{ id: string; name: string }[]> {
  return sql<{ id: string; name: string }>(
    `select u.id, case when m.accepted_at is null then u.email else u.name end as name
     from app_user u join membership m on m.user_id = u.id
     where m.tenant_id = :tenant order by lower(case when m.accepted_at is null then u.email else u.name end), u.id`,
  );
}

interface NoticeRow extends Omit<NoticeView, 'scopeId' | 'at' | 'read'> {
  tenant_id: string;
  scope_id: string;
  at: Date;
  read_at: Date | null;
}

const LISTED = 50;

/** Thresholds that were reached, newest first; `unread` alone for the banner. */
export async function readNotices(
  ctx: TenantContext,
  { unread = false }: { unread?: boolean } = {},
): Promise<NoticeView[]> {
  authorize(ctx, 'usage:read');
  const { rows, keys } = await withTenantSql(ctx, async (sql) => {
    const found = await sql<NoticeRow>(
      `select n.tenant_id, n.id, n.scope, n.scope_id, n.period, n.unit, n.percent, n.at, n.read_at,
         (select case when m.accepted_at is null then u.email else u.name end from membership m
          join app_user u on u.id = m.user_id
          where n.scope = 'user' and m.tenant_id = n.tenant_id and m.user_id::text = n.scope_id) as name
       from budget_notice n where n.tenant_id = :tenant and ($1 or n.read_at is null)
       order by n.at desc, n.percent desc, n.id limit $2`,
      [!unread, LISTED],
    );
    const named = found.flatMap((row) => (row.scope === 'key' ? [row.scope_id] : []));
    return { rows: found, keys: await readKeyNames(ctx, sql, named) };
  });
  return rows.map(({ id, scope, scope_id, name, period, unit, percent, at, read_at }) => ({
    ...{ id, scope, scopeId: scope_id, period, unit, percent },
    name: scope === 'key' ? (keys.get(scope_id) ?? null) : name,
    at: at.toISOString(),
    read: read_at !== null,
  }));
}
