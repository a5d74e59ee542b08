import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import type { PlatformSql } from '@/lib/db/platform-sql';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { AppError, notFound } from '@/lib/errors';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import type { LiftHold, PlaceHold } from './schema';

/**
 * Throws `conflict` while a hold keeps the workspace or, when a person is named, that person's conversations.
 * For a good word early: the database refuses the deletion itself anyway.
 */
export async function assertNoHold(
  ctx: TenantContext,
  sql: TenantSql,
  personId?: string,
): Promise<void> {
  const held = await sql(
    `select id from legal_hold where tenant_id = :tenant and lifted_at is null
       and ($1::uuid is null or user_id is null or user_id = $1) limit 1`,
    [personId ?? null],
  );
  if (held.length > 0) throw underHold(ctx.tenantName);
}

/** The same for an operator, who asks for the erasure of a whole workspace, or of one person of it. */
export async function assertNoHoldOf(
  sql: PlatformSql,
  tenantId: string,
  personId?: string,
): Promise<void> {
  const held = await sql(
    `select id from legal_hold where tenant_id = $1 and lifted_at is null
       and ($2::uuid is null or user_id is null or user_id = $2) limit 1`,
    [tenantId, personId ?? null],
  );
  if (held.length > 0) throw underHold('the workspace');
}

function underHold(what: string): AppError {
  return new AppError(
    'conflict',
    `A legal hold keeps ${what || 'the workspace'}. Nothing it covers can be erased before it is lifted.`,
  );
}

/** The owner's: for the whole workspace, or for one person's conversations. Throws `not_found`, `forbidden`. */
export async function placeHold(ctx: TenantContext, hold: PlaceHold): Promise<string> {
  authorize(ctx, 'holds:manage');
  const id = newId();
  await withTenantSql(ctx, async (sql) => {
    if (hold.personId) await assertMember(sql, hold.personId);
    await sql(
      `insert into legal_hold (tenant_id, id, user_id, reason, placed_by, placed_by_kind, placed_at)
       values (:tenant, $1, $2, $3, $4, 'user', $5)`,
      [id, hold.personId ?? null, hold.reason, ctx.principal.id, now()],
    );
    await recordAudit(ctx, sql, {
      action: 'hold.place',
      objectKind: hold.personId ? 'member' : 'policy',
      objectId: hold.personId,
      detail: { hold: id },
    });
  });
  return id;
}

/** Ends one that an owner placed; an operator's is for operators to lift. Throws `not_found`, `forbidden`. */
export async function liftHold(ctx: TenantContext, { id, reason }: LiftHold): Promise<void> {
  authorize(ctx, 'holds:manage');
  await withTenantSql(ctx, async (sql) => {
    const [lifted] = await sql<{ user_id: string | null }>(
      `update legal_hold set lifted_by = $2, lifted_at = $3, lifted_reason = $4
       where tenant_id = :tenant and id = $1 and lifted_at is null returning user_id`,
      [id, ctx.principal.id, now(), reason],
    );
    if (!lifted) throw notFound();
    await recordAudit(ctx, sql, {
      action: 'hold.lift',
      objectKind: lifted.user_id ? 'member' : 'policy',
      objectId: lifted.user_id ?? undefined,
      detail: { hold: id },
    });
  });
}

async function assertMember(sql: TenantSql, personId: string): Promise<void> {
  const rows = await sql(
    'select user_id from membership where tenant_id = :tenant and user_id = $1',
    [personId],
  );
  if (rows.length === 0) throw notFound();
}
