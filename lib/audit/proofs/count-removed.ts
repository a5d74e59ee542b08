import type { LogSql } from './log-sql';
import { PLATFORM_LOG } from './schema';

/** Places that are looked at, back from the newest entry asked for. */
const MOST_PLACES = 100_000;

/**
 * How many entries have a place in the log between the oldest and the newest of these, or right after the newest, and are not
 * there any more. 0 while none of these has a place.
 */
export async function countRemoved(
  sql: LogSql,
  logId: string,
  entries: readonly string[],
): Promise<number> {
  const entry =
    logId === PLATFORM_LOG
      ? 'exists (select from platform_audit e where e.id = l.entry_id)'
      : 'exists (select from audit_entry e where e.tenant_id = l.log_id and e.id = l.entry_id)';
  // What was kept long enough has a bare hash, which no younger one may have.
  const there = `(${entry} or l.body is null and (select min(c.at) from audit_checkpoint c
    where c.log_id = l.log_id and c.size > l.place) < clock_timestamp() - interval '1 year')`;
  const [row] = await sql<{ removed: bigint }>(
    `with page as (
       select greatest(min(l.place), max(l.place) - ${MOST_PLACES}) as first, max(l.place) as last from audit_leaf l
       where l.log_id = :log and l.entry_id = any($1::uuid[])),
     span as (
       select p.first, coalesce((select l.place from audit_leaf l where l.log_id = :log and l.place > p.last and ${there}
         order by l.place limit 1), (select h.size from audit_head h where h.log_id = :log)) as after
       from page p where p.last is not null)
     select :log::uuid as tenant_id, s.after - s.first - (select count(*) from audit_leaf l
       where l.log_id = :log and l.place >= s.first and l.place < s.after and ${there}) as removed
     from span s`,
    [entries],
  );
  return Number(row?.removed ?? 0);
}
