import { now } from '@/lib/clock';
import type { PlatformSql } from '@/lib/db/platform-sql';
import { AppError, notFound } from '@/lib/errors';
import { wakeOperations } from '@/lib/operations/operation-signals';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { governing } from './propose-change';
import type { ChangeState, DecideChange, Outcome, SteerChange } from './schema';

/**
 * A second operator's word on a change that waits for one; approved, it is carried out at once or at its time. `forbidden` for
 * whoever proposed it, `conflict` once it does not wait any more.
 */
export async function decideChange(
  ctx: PlatformContext,
  { id, approve, reason }: DecideChange,
): Promise<Outcome> {
  authorizePlatform(ctx, 'policies:edit');
  const action = approve ? 'policy.approve' : 'policy.refuse';
  const why = { action, reason, detail: { change: id } };
  const outcome = await governing(ctx, why, async (sql) => {
    const [row] = await sql<{ state: ChangeState | null }>(
      'select tenancy.decide_change($1, $2, $3, $4) as state',
      [id, approve, reason, now()],
    );
    if (!row?.state) throw moved();
    return outcomeOf(sql, id, row.state);
  });
  // Of a change of placement it is a move.
  wakeOperations();
  return outcome;
}

/** Withdraws a change that has not begun, pauses a roll-out, goes on with it, or takes everything back. */
export async function steerChange(
  ctx: PlatformContext,
  { id, step, reason }: SteerChange,
): Promise<Outcome> {
  authorizePlatform(ctx, 'policies:edit');
  const why = { action: `policy.${step}`, reason, detail: { change: id } };
  return governing(ctx, why, async (sql) => {
    const [known] = await sql('select from policy_change where id = $1', [id]);
    if (!known) throw notFound();
    const [row] = await sql<{ state: ChangeState | 'overtaken' | null }>(
      'select tenancy.steer_change($1, $2, $3, $4) as state',
      [id, step, reason, now()],
    );
    if (!row?.state) throw moved();
    if (row.state === 'overtaken')
      throw new AppError(
        'conflict',
        'Nothing was taken back: all of it was changed since, or what there was would contradict what there is.',
      );
    return outcomeOf(sql, id, row.state);
  });
}

/** Of the stages that were carried out. */
async function outcomeOf(sql: PlatformSql, id: string, state: ChangeState): Promise<Outcome> {
  const [row] = await sql<Omit<Outcome, 'state'>>(
    `select count(*) filter (where g.state = case c.state when 'undone' then 'undone' else 'in_force' end)::int as tenants,
       count(*) filter (where g.state = 'overtaken')::int as overtaken
     from policy_change c join policy_change_target g on g.change_id = c.id where c.id = $1 and g.stage <= c.stage`,
    [id],
  );
  return { state, tenants: row?.tenants ?? 0, overtaken: row?.overtaken ?? 0 };
}

function moved(): AppError {
  return new AppError('conflict', 'The change has moved on meanwhile. Look at it again.');
}
