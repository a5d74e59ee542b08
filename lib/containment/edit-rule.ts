import { now } from '@/lib/clock';
import { withPlatform } from '@/lib/db/platform-sql';
import { notFound } from '@/lib/errors';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { EditRule } from './schema';

/** Changes what a rule looks at and does from now on; what it put in force stays as it was. */
export async function editRule(ctx: PlatformContext, edit: EditRule): Promise<void> {
  authorizePlatform(ctx, 'containment:edit');
  const { id, reason, ...rule } = edit;
  const why = { action: 'containment.edit_rule', reason, detail: { rule: id, ...rule } };
  await withPlatform(ctx, why, async (sql) => {
    const changed = await sql(
      `update containment_rule set enabled = $2, window_minutes = $3, threshold = $4, at_least = $5, actions = $6,
         minutes = $7, edited_at = $8, edited_by = $9, reason = $10 where id = $1 returning id`,
      [
        id,
        rule.enabled,
        rule.windowMinutes,
        rule.threshold,
        BigInt(rule.atLeast),
        JSON.stringify(rule.actions),
        rule.minutes,
        now(),
        ctx.userId,
        reason,
      ],
    );
    if (changed.length === 0) throw notFound();
  });
}
