import { now } from '@/lib/clock';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { billUntil } from '@/lib/finance/statement/final-bills';
import type { TenantContext } from '@/lib/tenancy/context';
import { policyOf } from '@/lib/tenancy/policy';
import { authorize } from '@/lib/tenancy/roles';
import type { LeavePlan, LeaveView } from './schema';

const DAY_MS = 86_400_000;

/**
 * When the workspace ends, in ISO 8601, for everybody of it; undefined while it does not. Every page says it: neither who
 * asked nor why, which the page of owners has.
 */
export async function readEnd(ctx: TenantContext): Promise<string | undefined> {
  const [row] = await withTenantSql(ctx, (sql) =>
    sql<{ tenant_id: string; ends_at: Date }>(
      `select tenant_id, ends_at from tenant_leave where tenant_id = :tenant and state = 'waiting'`,
    ),
  );
  return row?.ends_at.toISOString();
}

/** How the workspace ends, for its owners; undefined while it does not. Throws `forbidden`. */
export async function readLeave(ctx: TenantContext): Promise<LeaveView | undefined> {
  authorize(ctx, 'workspace:end');
  const [row] = await withTenantSql(ctx, (sql) =>
    sql<{
      tenant_id: string;
      id: string;
      asked_by: string | null;
      asked_at: Date;
      reason: string;
      ends_at: Date;
      put_off: boolean;
    }>(
      `select l.tenant_id, l.id, u.name as asked_by, l.asked_at, l.reason, l.ends_at, l.put_off_at is not null as put_off
       from tenant_leave l left join app_user u on u.id = l.asked_by
       where l.tenant_id = :tenant and l.state = 'waiting'`,
    ),
  );
  return (
    row && {
      id: row.id,
      askedBy: row.asked_by ?? undefined,
      askedAt: row.asked_at.toISOString(),
      reason: row.reason,
      endsAt: row.ends_at.toISOString(),
      putOff: row.put_off,
    }
  );
}

/** What ending the workspace would mean, for its owners. Throws `forbidden`. */
export async function readLeavePlan(ctx: TenantContext): Promise<LeavePlan> {
  authorize(ctx, 'workspace:end');
  const { leaveDays: days } = await policyOf(ctx);
  const ends = new Date(now().getTime() + days * DAY_MS);
  return withTenantSql(ctx, async (sql) => ({
    days,
    wouldEndAt: ends.toISOString(),
    timeZone: ctx.timeZone,
    held: await isHeld(sql),
    counts: await readCounts(sql),
    lastMonth: await billUntil(sql, ends),
  }));
}

async function isHeld(sql: TenantSql): Promise<boolean> {
  const rows = await sql(
    'select tenant_id from legal_hold where tenant_id = :tenant and lifted_at is null limit 1',
  );
  return rows.length > 0;
}

async function readCounts(sql: TenantSql): Promise<LeavePlan['counts']> {
  const [row] = await sql<{ documents: string; bytes: string; people: string }>(
    `select (select count(*) from document where tenant_id = :tenant) as documents,
       (select coalesce(sum(bytes), 0) from document where tenant_id = :tenant) as bytes,
       (select count(*) from membership where tenant_id = :tenant and removed_at is null) as people`,
  );
  return {
    documents: Number(row?.documents ?? 0),
    storedBytes: Number(row?.bytes ?? 0),
    people: Number(row?.people ?? 0),
  };
}
