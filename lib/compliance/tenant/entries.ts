import { actorName } from '@/lib/audit/read-entries';
import type { ActorKind } from '@/lib/audit/schema';
import type { TenantSql } from '@/lib/db/tenant-sql';
import type { ReportAsk, ReportSection } from '../schema';
import { facts, moment, section } from '../section';

interface EntryRow {
  tenant_id: string;
  at: Date;
  actor_kind: ActorKind;
  actor_id: string;
  actor: string | null;
  action: string;
  object_kind: string;
  object_id: string | null;
  outcome: string;
  detail: unknown;
  entry_id: string;
  place: bigint | null;
  hash: Buffer;
}

/** Entries of the tenant's log whose action the pattern (of PostgreSQL) matches, the newest first, each with its leaf. */
export async function entriesSection(
  sql: TenantSql,
  title: string,
  pattern: string,
  { from, to, most }: ReportAsk,
): Promise<ReportSection> {
  const rows = await sql<EntryRow>(
    `select a.tenant_id, a.id as entry_id, a.at, a.actor_kind, a.actor_id, u.name as actor, a.action, a.object_kind, a.object_id,
       a.outcome, a.detail, l.place, l.hash
     from audit_entry a join audit_leaf l on l.log_id = a.tenant_id and l.entry_id = a.id
     left join app_user u on u.id = a.actor_id
     where a.tenant_id = :tenant and a.at >= $1 and a.at < $2 and a.action ~ $3
     order by a.at desc, a.id limit $4`,
    [from, to, pattern, most + 1],
  );
  return section(
    title,
    ['Time', 'Action', 'By', 'Object', 'What', 'Outcome', 'Entry of the log', 'Its hash'],
    rows,
    {
      most,
      cells: (row) => [
        moment(row.at),
        row.action,
        actorName(row.actor_kind, row.actor),
        row.object_id ? `${row.object_kind} ${row.object_id}` : row.object_kind,
        facts(row.detail),
        row.outcome,
        row.place === null ? row.entry_id : Number(row.place),
        row.hash.toString('hex'),
      ],
    },
  );
}
