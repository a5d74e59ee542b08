import type { Client } from 'pg';
import type { RowFiller } from './row-filler';

/** Ids that say nothing; the same numbers are used by both tenants' rows on purpose. */
export const id = (number: number): string =>
  `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

export const TENANTS = { ours: id(1), theirs: id(2), paused: id(3), erasing: id(4), erased: id(5) };

export const PEOPLE = {
  owner: id(11),
  admin: id(12),
  secondAdmin: id(13),
  member: id(14),
  /** A member of ours and of theirs. */
  both: id(15),
  /** Invited to ours; has not accepted. */
  pending: id(16),
  /** A member whose account was disabled. */
  disabled: id(17),
  theirOwner: id(18),
  pausedOwner: id(19),
  erasingOwner: id(20),
  operator: id(21),
  /** An operator whose session has no second factor. */
  halfOperator: id(22),
  finance: id(23),
  auditor: id(24),
  /** Of no workspace, with a password. */
  stranger: id(25),
  /** Accepted in ours and in theirs, and nobody was ever inside the account. */
  fresh: id(26),
};
export type Person = keyof typeof PEOPLE;

const MEMBERSHIPS: [tenant: keyof typeof TENANTS, person: Person, role: string][] = [
  ['ours', 'owner', 'owner'],
  ['ours', 'admin', 'admin'],
  ['ours', 'secondAdmin', 'admin'],
  ['ours', 'member', 'member'],
  ['ours', 'both', 'member'],
  ['ours', 'pending', 'member'],
  ['ours', 'disabled', 'member'],
  ['ours', 'fresh', 'member'],
  ['theirs', 'theirOwner', 'owner'],
  ['theirs', 'fresh', 'member'],
  ['theirs', 'both', 'member'],
  ['paused', 'pausedOwner', 'owner'],
  ['erasing', 'erasingOwner', 'owner'],
  ['erased', 'erasingOwner', 'owner'],
];

/** Tokens are their own hashes here: functions take hashes, and none is ever computed in SQL. */
export const tokenOf = (person: string): Buffer => Buffer.from(`token of ${person}`);

/** The session's id of a person, or of one of the owner's odd sessions. */
export const sessionOf = (person: Person): string => id(Number(PEOPLE[person].slice(-2)) + 100);

export const ODD_SESSIONS = { expired: id(201), revoked: id(202), rotated: id(203) };

/** Tokens of links: for the pending person, but for the last, which belongs to a person of two workspaces. */
export const LINKS = ['good', 'used', 'ended', 'first password'] as const;
export const linkOf = (name: (typeof LINKS)[number]): Buffer => Buffer.from(`link ${name}`);

export async function addPeople(client: Client, filler: RowFiller): Promise<void> {
  const states = {
    ours: 'active',
    theirs: 'active',
    paused: 'suspended',
    erasing: 'erasing',
    erased: 'erased',
  };
  for (const [slug, tenant] of Object.entries(TENANTS)) {
    const state = states[slug as keyof typeof states];
    await filler.put('tenant', { id: tenant, slug, name: slug, state });
    await filler.put('policy_version', { tenant_id: tenant, version: 1, reason: 'stage' });
  }
  for (const [person, userId] of Object.entries(PEOPLE)) {
    await filler.put('app_user', {
      id: userId,
      email: `${person.toLowerCase()}@example.test`,
      password_hash: person === 'fresh' ? null : 'hash',
      platform_role: {
        operator: 'operator',
        halfOperator: 'operator',
        finance: 'finance',
        auditor: 'auditor',
      }[person],
      disabled_at: person === 'disabled' ? new Date(0) : null,
    });
    if (person === 'fresh') continue;
    await addSession(client, sessionOf(person as Person), userId, {
      token_hash: tokenOf(person),
      second_factor_at: ['operator', 'finance', 'auditor'].includes(person) ? new Date(0) : null,
    });
  }
  for (const [tenant, person, role] of MEMBERSHIPS) {
    await filler.put('membership', {
      tenant_id: TENANTS[tenant],
      user_id: PEOPLE[person],
      role,
      accepted_at: person === 'pending' ? null : new Date(0),
    });
  }
  await filler.put('platform_audit', { actor_id: PEOPLE.operator, actor_role: 'operator' });
  await addOddSessions(client);
  await addLinks(filler);
}

async function addSession(
  client: Client,
  session: string,
  user: string,
  given: Record<string, unknown>,
) {
  const row = {
    previous_hash: null,
    revoked_at: null,
    lifetime: '1 hour',
    rotated: '0 seconds',
    ...given,
  } as Record<string, unknown>;
  await client.query(
    `insert into user_session (id, user_id, token_hash, previous_hash, second_factor_at, revoked_at, created_at, rotated_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, now(), clock_timestamp() - $7::interval, clock_timestamp() + $8::interval)`,
    [
      session,
      user,
      row.token_hash,
      row.previous_hash,
      row.second_factor_at,
      row.revoked_at,
      row.rotated,
      row.lifetime,
    ],
  );
}

async function addOddSessions(client: Client): Promise<void> {
  const { owner, halfOperator } = PEOPLE;
  await addSession(client, ODD_SESSIONS.expired, owner, {
    token_hash: tokenOf('expired'),
    lifetime: '-1 second',
  });
  await addSession(client, ODD_SESSIONS.revoked, owner, {
    token_hash: tokenOf('revoked'),
    revoked_at: new Date(0),
  });
  await addSession(client, ODD_SESSIONS.rotated, owner, {
    token_hash: tokenOf('rotated'),
    previous_hash: tokenOf('before the rotation'),
    rotated: '2 minutes',
  });
  // The same person gave a second factor elsewhere, which is worth nothing here.
  await addSession(client, id(204), halfOperator, {
    token_hash: tokenOf('elsewhere'),
    second_factor_at: new Date(0),
  });
}

async function addLinks(filler: RowFiller): Promise<void> {
  const link = (name: (typeof LINKS)[number], given: Record<string, unknown>) =>
    filler.put('one_time_link', {
      token_hash: linkOf(name),
      purpose: 'join',
      user_id: PEOPLE.pending,
      for_tenant: TENANTS.ours,
      expires_at: '2100-01-01T00:00:00Z',
      ...given,
    });
  await link('good', {});
  await link('used', { used_at: new Date(0) });
  await link('ended', { expires_at: new Date(0) });
  await link('first password', { purpose: 'set_password', user_id: PEOPLE.fresh });
}
