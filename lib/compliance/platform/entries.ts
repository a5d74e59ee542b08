import type { PlatformSql } from '@/lib/db/platform-sql';
import type { ReportAsk, ReportSection } from '../schema';
import { facts, moment, section } from '../section';

interface EntryRow {
  id: string;
  at: Date;
  actor: string | null;
  actor_id: string;
  actor_role: string;
  action: string;
  tenant: string | null;
  subject_tenant: string | null;
  reason: string;
  detail: unknown;
  place: bigint | null;
  hash: Buffer;
}

/** Readings, which change nothing. */
const READING = '[.](view|list|read|find|preview|export|verify|enforcement|compare|follow)$';

/** Entries of the platform's own log whose action the pattern (of PostgreSQL) matches, without readings, the newest first. */
export async function platformEntries(
  sql: PlatformSql,
  title: string,
  pattern: string,
  { from, to, most }: ReportAsk,
): Promise<ReportSection> {
  const rows = await sql<EntryRow>(
    `select p.id, p.at, u.email as actor, p.actor_id, p.actor_role, p.action, t.slug as tenant, p.subject_tenant, p.reason,
       p.detail, l.place, l.hash
     from platform_audit p join audit_leaf l on l.log_id = '00000000-0000-0000-0000-000000000000' and l.entry_id = p.id
     left join app_user u on u.id = p.actor_id left join tenant t on t.id = p.subject_tenant
     where p.at >= $1 and p.at < $2 and p.action ~ $3 and p.action !~ $4
     order by p.at desc, p.id limit $5`,
    [from, to, pattern, READING, most + 1],
  );
  return section(
    title,
    ['Time', 'Action', 'By', 'Tenant', 'Reason', 'What', 'Entry of the log', 'Its hash'],
    rows,
    {
      most,
      cells: (row) => [
        moment(row.at),
        row.action,
        `${row.actor ?? row.actor_id} (${row.actor_role})`,
        row.tenant ?? row.subject_tenant,
        row.reason,
        facts(row.detail),
        row.place === null ? row.id : Number(row.place),
        row.hash.toString('hex'),
      ],
    },
  );
}
