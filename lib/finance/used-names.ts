import type { PlatformSql } from '@/lib/db/platform-sql';

/** What has names in the ledger's kept sums, each with the sums that are apart by it. */
const CUT = { model: 'use', feature: 'use', tag: 'tag' } as const;

/**
 * The first names of one kind in the customers' ledger, in alphabetical order. One look-up in the index of its names each, however
 * many rows there are; so those of other tenants (canaries) are told apart row by row, and not by a join.
 */
export async function usedNames(
  sql: PlatformSql,
  kind: keyof typeof CUT,
  limit: number,
): Promise<string[]> {
  const next = (beyond: string) => `(
    select r.${kind} from ledger_rollup r where r.cut = '${CUT[kind]}' and r.grain = 'month' ${beyond}
      and r.tenant_id <> all (array(select t.id from tenant t where t.canary))
    order by r.${kind} limit 1)`;
  const rows = await sql<{ name: string }>(
    `with recursive named (name) as (
       ${next('')}
       union all
       select ${next(`and r.${kind} > n.name`)} from named n where n.name is not null
     ) select n.name from named n where n.name is not null limit $1`,
    [limit],
  );
  return rows.map(({ name }) => name);
}
