import { now } from '@/lib/clock';
import { withPlatform } from '@/lib/db/platform-sql';
import { isRefused } from '@/lib/db/sql-errors';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { transaction } from '@/lib/db/transaction';
import { AppError, notFound } from '@/lib/errors';
import { hashSecret, newSecret } from '@/lib/ids';
import type { PlatformContext, TenantContext } from '@/lib/tenancy/context';
import type { InvitationLink } from './schema';

/*
 * The database decides which link a person needs and makes no other: `join` for one whose account was
 * there before and who has to consent, `set_password` for an account that this workspace made and that
 * opens nothing else. Otherwise whoever once invited a person, and kept that link, could enter every
 * workspace that invites the person later.
 */

const CREATE = 'tenancy.create_invitation_link';

/**
 * The link for a person whom the caller invited, in place of earlier ones; single use, for a week. `record` says so in the
 * audit log, in the link's own transaction. Throws `not_found` for whom the caller does not manage, `conflict` for who needs no link.
 */
export function createInvitationLink(
  ctx: TenantContext,
  personId: string,
  record?: (sql: TenantSql, kind: InvitationLink['kind']) => Promise<void>,
): Promise<InvitationLink> {
  return created((hash) =>
    withTenantSql(ctx, async (sql) => {
      const rows = await sql<{ kind: InvitationLink['kind'] | null }>(
        `select ${CREATE}(:tenant, $1, $2, $3) as kind`,
        [personId, hash, now()],
      );
      const kind = rows[0]?.kind;
      if (kind) await record?.(sql, kind);
      return rows;
    }),
  );
}

/** The same for the owner of a tenant, by an operator. */
export function createOwnerLink(
  ctx: PlatformContext,
  tenantId: string,
  ownerId: string,
): Promise<InvitationLink> {
  const why = { action: 'tenant.invite_owner', reason: 'Invited the owner', tenantId };
  return created((hash) =>
    withPlatform(ctx, why, (sql) =>
      sql(`select ${CREATE}($1, $2, $3, $4) as kind`, [tenantId, ownerId, hash, now()]),
    ),
  );
}

/**
 * Accepts an invitation for the person of the session and returns the workspace's slug. Throws
 * `not_found` for a link that is spent, too old, or meant for somebody else.
 */
export async function acceptInvitation(sessionToken: string, link: string): Promise<string> {
  const slug = await transaction('app', undefined, async (client) => {
    const { rows } = await client.query<{ slug: string | null }>(
      'select tenancy.accept_membership($1, $2, $3) as slug',
      [hashSecret(sessionToken), hashSecret(link), now()],
    );
    return rows[0]?.slug;
  });
  if (slug) return slug;
  throw new AppError('not_found', 'This invitation is used, too old, or for somebody else.');
}

async function created(store: (hash: Buffer) => Promise<object[]>): Promise<InvitationLink> {
  const token = newSecret();
  let kind: InvitationLink['kind'] | null | undefined;
  try {
    const [row] = (await store(hashSecret(token))) as { kind: InvitationLink['kind'] | null }[];
    kind = row?.kind;
  } catch (error) {
    throw isRefused(error) ? notFound() : error;
  }
  if (!kind) throw new AppError('conflict', 'This person can sign in already.');
  return { link: `/link/${token}`, kind };
}
