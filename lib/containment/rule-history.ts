import { withPlatform } from '@/lib/db/platform-sql';
import { notFound } from '@/lib/errors';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { editRule } from './edit-rule';
import type { ContainmentMetric, RestoreRule, RuleVersionView } from './schema';

const SHOWN = 100;
const WHY = {
  action: 'containment.view',
  reason: 'Looked at what the rules were before',
  fold: '5 minutes',
};

interface VersionRow {
  rule_id: string;
  name: string;
  metric: ContainmentMetric;
  version: number;
  current: boolean;
  content: RuleVersionView['content'];
  edited_at: Date;
  edited_name: string | null;
  reason: string;
}

/** What rules were and are, the newest first, at most 100. */
export async function listRuleVersions(ctx: PlatformContext): Promise<RuleVersionView[]> {
  authorizePlatform(ctx, 'containment:read');
  return withPlatform(ctx, WHY, async (sql) => {
    const rows = await sql<VersionRow>(
      `select v.rule_id, r.name, r.metric, v.version, v.content, v.edited_at, u.name as edited_name, v.reason,
         v.version = (select max(x.version) from containment_rule_version x where x.rule_id = v.rule_id) as current
       from containment_rule_version v join containment_rule r on r.id = v.rule_id
       left join app_user u on u.id = v.edited_by
       order by v.edited_at desc, v.rule_id, v.version desc limit $1`,
      [SHOWN],
    );
    return rows.map((row) => ({
      ruleId: row.rule_id,
      ruleName: row.name,
      metric: row.metric,
      version: row.version,
      current: row.current,
      content: row.content,
      editedAt: row.edited_at.toISOString(),
      editedBy: row.edited_name,
      reason: row.reason,
    }));
  });
}

/** Puts a rule back to what it was: a new version with the old content. `not_found` when there is no such version. */
export async function restoreRule(ctx: PlatformContext, input: RestoreRule): Promise<void> {
  authorizePlatform(ctx, 'containment:edit');
  const [found] = await withPlatform(ctx, WHY, (sql) =>
    sql<{ content: RuleVersionView['content'] }>(
      'select content from containment_rule_version where rule_id = $1 and version = $2',
      [input.id, input.version],
    ),
  );
  if (!found) throw notFound();
  await editRule(ctx, { id: input.id, ...found.content, reason: input.reason });
}
