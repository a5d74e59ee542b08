import { now } from '@/lib/clock';
import { withPlatform } from '@/lib/db/platform-sql';
import { AppError } from '@/lib/errors';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { EndSwitch, SwitchOff } from './schema';

const MINUTE_MS = 60_000;

/** Switches a model or a tool off for every tenant until the minutes are over. Returns its id. `conflict` when it is off already. */
export async function switchOff(ctx: PlatformContext, input: SwitchOff): Promise<string> {
  authorizePlatform(ctx, 'containment:edit');
  const { what, minutes, reason } = input;
  const name = what.kind === 'model' ? what.model : what.tool;
  const [id, since] = [newId(), now()];
  const until = new Date(since.getTime() + minutes * MINUTE_MS);
  const detail = { switch: id, ...what, until: until.toISOString() };
  await withPlatform(ctx, { action: 'switch.off', reason, detail }, async (sql) => {
    const added = await sql(
      `insert into platform_switch (id, kind, name, since, until, started_by, reason) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (kind, name) where ended_at is null do nothing returning id`,
      [id, what.kind, name, since, until, ctx.userId, reason],
    );
    if (added.length === 0) throw new AppError('conflict', 'It is switched off already.');
  });
  return id;
}

/** Switches it on again before its time. `conflict` when it is on. */
export async function endSwitch(ctx: PlatformContext, { id, reason }: EndSwitch): Promise<void> {
  authorizePlatform(ctx, 'containment:edit');
  await withPlatform(ctx, { action: 'switch.on', reason, detail: { switch: id } }, async (sql) => {
    const ended = await sql(
      `update platform_switch set ended_at = $2, ended_by = $3, end_reason = $4
       where id = $1 and ended_at is null returning id`,
      [id, now(), ctx.userId, reason],
    );
    if (ended.length === 0)
      throw new AppError('conflict', 'It is over already. Reload to see why.');
  });
}
