import { withPlatform } from '@/lib/db/platform-sql';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { GroupEdit } from './schema';

const SHOWN = 200;

const named = (part: 'added' | 'removed') => `coalesce((
  select json_agg(json_build_object('id', t.id, 'name', t.name) order by t.name, t.id)
  from jsonb_array_elements_text(p.detail -> '${part}') x (id) join tenant t on t.id = x.id::uuid), '[]') as ${part}`;

/** Who came into groups that there are and who went, as the log has it: the newest first, at most 200 in all. */
export async function listGroupEdits(ctx: PlatformContext): Promise<GroupEdit[]> {
  authorizePlatform(ctx, 'tenants:read');
  const why = {
    action: 'policy.view',
    reason: 'Looked at what groups of tenants were',
    fold: '5 minutes',
  };
  const rows = await withPlatform(ctx, why, (sql) =>
    sql<Omit<GroupEdit, 'at'> & { at: Date }>(
      `select p.id, g.id as "group", p.at, coalesce(u.name, 'Someone who is gone') as author, p.reason, ${named('added')},
         ${named('removed')}
       from (select * from platform_audit e where e.action = 'group.edit' order by e.at desc, e.id desc limit ${SHOWN}) p
       join tenant_group g on g.id = (p.detail ->> 'group')::uuid left join app_user u on u.id = p.actor_id
       order by p.at desc, p.id desc`,
    ),
  );
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}
