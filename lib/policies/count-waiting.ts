import { withPlatform } from '@/lib/db/platform-sql';
import type { PlatformContext } from '@/lib/tenancy/context';
import { canPlatform } from '@/lib/tenancy/roles';

const WHY = { action: 'policy.view', reason: 'Looked for changes that wait', fold: '1 hour' };

/** How many changes wait for this person, who may decide them and proposed none of them; for the notice on every page. */
export async function countWaitingChanges(ctx: PlatformContext): Promise<number> {
  if (!canPlatform(ctx, 'policies:edit')) return 0;
  return withPlatform(ctx, WHY, async (sql) => {
    const [row] = await sql<{ waiting: number }>(
      `select count(*)::int as waiting from policy_change where state = 'waiting' and proposed_by <> $1`,
      [ctx.userId],
    );
    return row?.waiting ?? 0;
  });
}
