import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { publicKeyId } from '@/lib/tenancy/key-credential';
import { readOpenSessions } from '../open-sessions';
import type { ReportAsk, ReportSection } from '../schema';
import { moment, section } from '../section';

interface MemberRow {
  tenant_id: string;
  id: string;
  email: string;
  name: string;
  role: string;
  created_at: Date;
  accepted_at: Date | null;
  removed_at: Date | null;
  signed_out_at: Date | null;
  role_since: Date | null;
}

interface KeyRow {
  tenant_id: string;
  id: string;
  tier: string;
  scopes: string[];
  created_at: Date;
  created_by: string;
  expires_at: Date | null;
  last_used_at: Date | null;
  revoked_at: Date | null;
}

/** Who has which role since when, with the sessions that open the workspace; which keys there are and what they may do. */
export async function tenantAccess(
  ctx: TenantContext,
  { most }: ReportAsk,
): Promise<ReportSection[]> {
  const { members, keys } = await withTenantSql(ctx, async (sql) => ({
    members: await sql<MemberRow>(
      `select m.tenant_id, u.id, u.email, u.name, m.role, m.created_at, m.accepted_at, m.removed_at, m.signed_out_at,
         r.since as role_since
       from membership m join app_user u on u.id = m.user_id
       left join (select a.object_id, max(a.at) as since from audit_entry a
         where a.tenant_id = :tenant and a.action in ('member.role', 'member.make_owner', 'member.step_down')
         group by a.object_id) r on r.object_id = m.user_id
       where m.tenant_id = :tenant order by m.role <> 'owner', m.role <> 'admin', lower(u.email), u.id limit $1`,
      [most + 1],
    ),
    keys: await sql<KeyRow>(
      `select k.tenant_id, k.id, k.tier, k.scopes, k.created_at, k.created_by, k.expires_at, k.last_used_at, k.revoked_at
       from api_key k where k.tenant_id = :tenant order by k.revoked_at is not null, k.created_at desc, k.id limit $1`,
      [most + 1],
    ),
  }));
  // What was before a person accepted, or happens in no session of theirs, is not this workspace's to know.
  const sessions = await readOpenSessions(
    members.flatMap(({ id, accepted_at, signed_out_at }) =>
      accepted_at ? [{ id, since: accepted_at, endedBefore: signed_out_at }] : [],
    ),
  );
  return [
    section(
      'People',
      ['Person', 'Role', 'Role since', 'Member since', 'State', 'Last sign-in', 'Open sessions'],
      members,
      {
        most,
        cells: (row) => [
          row.email,
          row.role,
          moment(row.role_since ?? row.accepted_at ?? row.created_at),
          moment(row.accepted_at),
          stateOf(row),
          moment(sessions.get(row.id)?.lastSignIn ?? null),
          row.removed_at ? 0 : (sessions.get(row.id)?.open ?? 0),
        ],
      },
    ),
    section(
      'API keys',
      ['Key', 'Scopes', 'Made', 'Made by', 'Last used', 'Expires', 'Revoked'],
      keys,
      {
        most,
        cells: (row) => [
          `ten_${row.tier}_${publicKeyId(row.id)}`,
          row.scopes.join(' '),
          moment(row.created_at),
          members.find(({ id }) => id === row.created_by)?.email ?? row.created_by,
          moment(row.last_used_at),
          moment(row.expires_at),
          moment(row.revoked_at),
        ],
      },
    ),
  ];
}

function stateOf({ accepted_at, removed_at }: MemberRow): string {
  if (removed_at) return 'removed, kept under a legal hold';
  return accepted_at ? 'active' : 'invited';
}
