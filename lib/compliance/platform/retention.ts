import { keptYears } from '@/lib/audit/expiry/kept-years';
import type { PlatformSql } from '@/lib/db/platform-sql';
import type { ReportAsk, ReportSection } from '../schema';
import { moment, section } from '../section';
import { platformEntries } from './entries';
import { operationsSection } from './operations';

/** For how long each tenant keeps what, what keeps it longer, and what was deleted because its time was over. */
export async function platformRetention(
  sql: PlatformSql,
  ask: ReportAsk,
): Promise<ReportSection[]> {
  return [
    section('Settings of the platform', ['What', 'Kept'], [`${keptYears()} years`], {
      most: 1,
      cells: (kept) => ['Audit entries and records of deletions', kept],
    }),
    await settings(sql, ask),
    await operationsSection(sql, 'Runs, with what they deleted', ['retention'], ask),
    await platformEntries(sql, 'Audit entries whose time was over', '^audit[.]expire$', ask),
  ];
}

interface SettingRow {
  slug: string;
  conversation_days: string | null;
  document_days: number | null;
  holds: number;
  held_since: Date | null;
}

async function settings(sql: PlatformSql, { most }: ReportAsk): Promise<ReportSection> {
  const rows = await sql<SettingRow>(
    `select t.slug, p.manifest ->> 'conversationDays' as conversation_days, r.document_days, coalesce(h.holds, 0) as holds, h.held_since
     from tenant t
     left join lateral (select v.manifest from policy_version v where v.tenant_id = t.id order by v.version desc limit 1) p on true
     left join retention_setting r on r.tenant_id = t.id
     left join lateral (select count(*)::int as holds, min(l.placed_at) as held_since from legal_hold l
       where l.tenant_id = t.id and l.lifted_at is null) h on true
     where not t.canary order by t.slug limit $1`,
    [most + 1],
  );
  return section(
    'Settings of the tenants',
    ['Tenant', 'Conversations (days)', 'Documents (days)', 'Legal holds', 'Held since'],
    rows,
    {
      most,
      cells: (row) => [
        row.slug,
        row.conversation_days,
        row.document_days ?? 'until they are deleted',
        row.holds,
        moment(row.held_since),
      ],
    },
  );
}
