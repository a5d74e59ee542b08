import { withAuth } from '@/lib/db/auth-sql';
import type { PlatformSql } from '@/lib/db/platform-sql';
import { readOpenSessions } from '../open-sessions';
import type { ReportAsk, ReportSection } from '../schema';
import { moment, section } from '../section';

interface PersonRow {
  id: string;
  email: string;
  platform_role: string;
  created_at: Date;
  disabled_at: Date | null;
  second_factor: boolean;
}

/** Who has a role of the platform, and how many people of which role each tenant has. */
export async function platformAccess(sql: PlatformSql, ask: ReportAsk): Promise<ReportSection[]> {
  return [await people(ask), await memberships(sql, ask)];
}

async function people({ most }: ReportAsk): Promise<ReportSection> {
  const rows = await withAuth((sql) =>
    sql<PersonRow>(
      `select u.id, u.email, u.platform_role, u.created_at, u.disabled_at, u.totp_sealed is not null as second_factor
       from app_user u where u.platform_role is not null order by u.platform_role, lower(u.email), u.id limit $1`,
      [most + 1],
    ),
  );
  const sessions = await readOpenSessions(
    rows.map(({ id, created_at }) => ({ id, since: created_at, endedBefore: null })),
  );
  return section(
    'People of the platform',
    ['Person', 'Role', 'Since', 'State', 'Second factor', 'Last sign-in', 'Open sessions'],
    rows,
    {
      most,
      cells: (row) => [
        row.email,
        row.platform_role,
        moment(row.created_at),
        row.disabled_at ? 'closed' : 'active',
        row.second_factor ? 'yes' : 'no',
        moment(sessions.get(row.id)?.lastSignIn ?? null),
        sessions.get(row.id)?.open ?? 0,
      ],
    },
  );
}

async function memberships(sql: PlatformSql, { most }: ReportAsk): Promise<ReportSection> {
  const rows = await sql<{
    slug: string;
    owners: number;
    admins: number;
    members: number;
    invited: number;
  }>(
    `select t.slug,
       count(*) filter (where m.role = 'owner' and m.accepted_at is not null)::int as owners,
       count(*) filter (where m.role = 'admin' and m.accepted_at is not null)::int as admins,
       count(*) filter (where m.role = 'member' and m.accepted_at is not null)::int as members,
       count(*) filter (where m.user_id is not null and m.accepted_at is null)::int as invited
     from tenant t left join membership m on m.tenant_id = t.id and m.removed_at is null
     where not t.canary group by t.slug order by t.slug limit $1`,
    [most + 1],
  );
  return section(
    'People of the tenants',
    ['Tenant', 'Owners', 'Admins', 'Members', 'Invited'],
    rows,
    { most, cells: (row) => [row.slug, row.owners, row.admins, row.members, row.invited] },
  );
}
