import { recordOperatorChange } from '@/lib/audit/record-operator-change';
import { now } from '@/lib/clock';
import { withPlatform } from '@/lib/db/platform-sql';
import { notFound } from '@/lib/errors';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { HOLD_COLUMNS, HOLD_NAMES, type HoldRow, holdView } from './hold-rows';
import type { HoldView } from './schema';

/** A workspace's holds for the platform's people, those in force first. */
export async function readTenantHolds(ctx: PlatformContext, tenantId: string): Promise<HoldView[]> {
  authorizePlatform(ctx, 'holds:read');
  const why = { action: 'holds.read', reason: 'console', tenantId, fold: '10 minutes' };
  const rows = await withPlatform(ctx, why, (sql) =>
    sql<HoldRow>(
      `select ${HOLD_COLUMNS} from legal_hold h ${HOLD_NAMES}
       where h.tenant_id = $1 order by h.lifted_at is not null, h.placed_at desc limit 50`,
      [tenantId],
    ),
  );
  return rows.map(holdView);
}

/** Keeps everything of the workspace until it is lifted. `conflict` when the workspace is being erased. */
export async function placeTenantHold(
  ctx: PlatformContext,
  { tenantId, reason }: { tenantId: string; reason: string },
): Promise<string> {
  authorizePlatform(ctx, 'holds:manage');
  const id = newId();
  const why = { action: 'hold.place', reason, tenantId, detail: { hold: id } };
  await withPlatform(ctx, why, async (sql) => {
    await sql(
      `insert into legal_hold (tenant_id, id, reason, placed_by, placed_by_kind, placed_at)
       values ($1, $2, $3, $4, 'operator', $5)`,
      [tenantId, id, reason, ctx.userId, now()],
    );
    await recordOperatorChange(ctx, sql, {
      tenantId,
      action: 'hold.place',
      objectKind: 'policy',
      detail: { hold: id },
    });
  });
  return id;
}

/** Ends any hold of the workspace, an owner's too. Throws `not_found`. */
export async function liftTenantHold(
  ctx: PlatformContext,
  { tenantId, id, reason }: { tenantId: string; id: string; reason: string },
): Promise<void> {
  authorizePlatform(ctx, 'holds:manage');
  const why = { action: 'hold.lift', reason, tenantId, detail: { hold: id } };
  await withPlatform(ctx, why, async (sql) => {
    const rows = await sql(
      `update legal_hold set lifted_by = $3, lifted_at = $4, lifted_reason = $5
       where tenant_id = $1 and id = $2 and lifted_at is null returning id`,
      [tenantId, id, ctx.userId, now(), reason],
    );
    if (rows.length === 0) throw notFound();
    await recordOperatorChange(ctx, sql, {
      tenantId,
      action: 'hold.lift',
      objectKind: 'policy',
      detail: { hold: id },
    });
  });
}
