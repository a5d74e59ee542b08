import { auditStore } from '@/lib/audit/store/audit-store';
import type { PlatformSql } from '@/lib/db/platform-sql';
import type { HealthView } from './schema';

/** Whether every audit log can be signed, and how far the object store follows, where there is one. */
export async function readEvidence(sql: PlatformSql): Promise<HealthView['evidence']> {
  const [signed] = await sql<{ logs: number; faults: number }>(
    `select count(*)::int as logs, count(*) filter (where h.fault is not null)::int as faults
     from audit_head h where h.size > 0`,
  );
  return {
    logs: signed?.logs ?? 0,
    faults: signed?.faults ?? 0,
    store: auditStore() ? await readStore(sql) : null,
  };
}

async function readStore(sql: PlatformSql): Promise<{ behind: number; oldest: string | null }> {
  const [row] = await sql<{ behind: number; oldest: Date | null }>(
    `select count(*)::int as behind, min(c.at) as oldest
     from audit_head h left join audit_store s on s.log_id = h.log_id
     cross join lateral (select x.at from audit_checkpoint x where x.log_id = h.log_id and x.size > coalesce(s.size, 0)
       order by x.size limit 1) c`,
  );
  return { behind: row?.behind ?? 0, oldest: row?.oldest?.toISOString() ?? null };
}
