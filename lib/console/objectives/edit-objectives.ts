import { now } from '@/lib/clock';
import { withPlatform } from '@/lib/db/platform-sql';
import { AppError, notFound } from '@/lib/errors';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { AcknowledgeAlert, AddObjective, EditObjective } from './schema';

/** Promises from now on; the last six hours count too. Returns its id. */
export async function addObjective(ctx: PlatformContext, add: AddObjective): Promise<string> {
  authorizePlatform(ctx, 'objectives:edit');
  const id = newId();
  const { reason, ...facts } = add;
  const why = { action: 'objective.add', reason, detail: { objective: id, ...facts } };
  await withPlatform(ctx, why, (sql) =>
    sql(
      `insert into objective (id, name, enabled, kind, threshold_ms, target, days, plan, feature, escalate_minutes, edited_at,
         edited_by, reason) values ($1, $2, true, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        id,
        add.name,
        add.kind,
        add.thresholdMs,
        add.targetPercent / 100,
        add.days,
        add.plan,
        add.feature,
        add.escalateMinutes,
        now(),
        ctx.userId,
        reason,
      ],
    ),
  );
  return id;
}

/** Changes how much is promised; what was counted stays. Throws `not_found`. */
export async function editObjective(ctx: PlatformContext, edit: EditObjective): Promise<void> {
  authorizePlatform(ctx, 'objectives:edit');
  const { id, reason, ...facts } = edit;
  const why = { action: 'objective.edit', reason, detail: { objective: id, ...facts } };
  await withPlatform(ctx, why, async (sql) => {
    const changed = await sql(
      `update objective set name = $2, enabled = $3, target = $4, days = $5, escalate_minutes = $6, edited_at = $7,
         edited_by = $8, reason = $9 where id = $1 returning id`,
      [
        id,
        edit.name,
        edit.enabled,
        edit.targetPercent / 100,
        edit.days,
        edit.escalateMinutes,
        now(),
        ctx.userId,
        reason,
      ],
    );
    if (changed.length === 0) throw notFound();
  });
}

/** Somebody is at it: an urgent alert is told no more. `conflict` when somebody else was before. */
export async function acknowledgeAlert(
  ctx: PlatformContext,
  { id, note }: AcknowledgeAlert,
): Promise<void> {
  authorizePlatform(ctx, 'objectives:edit');
  const why = { action: 'objective.acknowledge', reason: note, detail: { alert: id } };
  await withPlatform(ctx, why, async (sql) => {
    const changed = await sql(
      `update objective_alert set acknowledged_at = $2, acknowledged_by = $3, note = $4
       where id = $1 and acknowledged_at is null returning id`,
      [id, now(), ctx.userId, note],
    );
    if (changed.length > 0) return;
    const known = await sql('select from objective_alert where id = $1', [id]);
    if (known.length === 0) throw notFound();
    throw new AppError('conflict', 'Somebody acknowledged it already. Reload to see who.');
  });
}
