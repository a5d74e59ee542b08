import { ODD_SESSIONS, PEOPLE, type Person, sessionOf, TENANTS, tokenOf } from '../sql-people';
import { type SqlProbe, unless } from '../sql-probe';
import type { SqlStage } from '../sql-stage';

/** Tokens that open nothing, at our address. */
const NO_ENTRY = [
  'expired',
  'revoked',
  'before the rotation',
  'disabled',
  'pending',
  'theirOwner',
  'stranger',
  'nobody',
];
const MAX_LIFETIME_SECONDS = 61;

export const CREDENTIAL_PROBES: readonly SqlProbe[] = [
  {
    name: 'mint gives nothing to a session that does not hold, or of another tenant',
    run: async (stage) => {
      const problems: string[] = [];
      for (const name of NO_ENTRY) {
        const { count } = await mint(stage, tokenOf(name), 'ours');
        problems.push(...unless(count === 0, `${name} was let in`));
      }
      for (const [person, slug] of [
        ['owner', 'theirs'],
        ['erasingOwner', 'erasing'],
        ['owner', 'nowhere'],
      ] as const) {
        const { count } = await mint(stage, tokenOf(person), slug);
        problems.push(...unless(count === 0, `${person} was let into ${slug}`));
      }
      return problems;
    },
  },
  {
    name: 'mint signs for the asked tenant, the session’s person and role, for a minute',
    run: async (stage) => {
      const problems: string[] = [];
      for (const [person, role] of [
        ['owner', 'owner'],
        ['both', 'member'],
        ['rotated', 'owner'],
      ] as const) {
        const { rows } = await mint(stage, tokenOf(person), 'ours');
        const expected = [
          TENANTS.ours,
          PEOPLE[person === 'rotated' ? 'owner' : person],
          'user',
          role,
        ];
        problems.push(...unless(rows.length === 1, `${person} has ${rows.length} contexts`));
        for (const row of rows) problems.push(...wrongContext(row.context, expected));
      }
      const paused = await mint(stage, tokenOf('pausedOwner'), 'paused');
      return [
        ...problems,
        ...unless(
          paused.rows.every((row) => row.context === null),
          'a suspended tenant has a context',
        ),
      ];
    },
  },
  {
    name: 'renew asks everything again',
    run: async (stage) => {
      const problems: string[] = [];
      const none: [string, string][] = [
        [ODD_SESSIONS.expired, 'ours'],
        [ODD_SESSIONS.revoked, 'ours'],
        [sessionOf('disabled'), 'ours'],
        [sessionOf('pending'), 'ours'],
        [sessionOf('owner'), 'theirs'],
        [sessionOf('theirOwner'), 'ours'],
        [sessionOf('erasingOwner'), 'erasing'],
      ];
      for (const [session, slug] of none) {
        const { count } = await renew(stage, session, slug);
        problems.push(...unless(count === 0, `${session} was renewed for ${slug}`));
      }
      const both = await renew(stage, sessionOf('both'), 'ours');
      problems.push(...unless(both.rows.length === 1, `${both.rows.length} contexts`));
      for (const row of both.rows)
        problems.push(...wrongContext(row.context, [TENANTS.ours, PEOPLE.both, 'user', 'member']));
      const paused = await renew(stage, sessionOf('pausedOwner'), 'paused');
      return [
        ...problems,
        ...unless(
          paused.rows.every((row) => row.context === null),
          'a suspended tenant has a context',
        ),
      ];
    },
  },
  {
    name: 'a session’s id is given for a token that holds',
    run: async (stage) => {
      const problems: string[] = [];
      for (const name of ['expired', 'revoked', 'before the rotation', 'nobody']) {
        const { rows } = await stage.as('app', '', 'select tenancy.session_id($1) as id', [
          tokenOf(name),
        ]);
        problems.push(...unless(rows[0]?.id === null, `${name} has a session`));
      }
      return problems;
    },
  },
  {
    name: 'a session lists its person’s own accepted workspaces',
    run: async (stage) => {
      const expected: [string, string][] = [
        ['owner', 'ours'],
        ['both', 'ours,theirs'],
        ['pending', ''],
        ['erasingOwner', ''],
        ['revoked', ''],
        ['disabled', ''],
      ];
      const problems: string[] = [];
      for (const [name, slugs] of expected) {
        const { rows } = await stage.as(
          'app',
          '',
          'select slug from tenancy.session_memberships($1) order by 1',
          [tokenOf(name)],
        );
        problems.push(
          ...unless(
            rows.map((row) => row.slug).join() === slugs,
            `${name} is told ${rows.length} workspaces`,
          ),
        );
      }
      return problems;
    },
  },
  {
    name: 'a platform context needs the role, the session and its second factor',
    run: async (stage) => {
      const problems: string[] = [];
      for (const role of ['operator', 'finance', 'auditor'] as const) {
        const { rows } = await mintPlatform(stage, role);
        problems.push(...unless(rows.length === 1, `${role} has ${rows.length} contexts`));
        for (const row of rows)
          problems.push(...wrongContext(row.context, ['platform', PEOPLE[role], 'platform', role]));
      }
      const half = await mintPlatform(stage, 'halfOperator');
      const owner = await mintPlatform(stage, 'owner');
      return [
        ...problems,
        ...unless(
          half.rows.length === 1 && half.rows[0]?.context === null,
          'no second factor was needed',
        ),
        ...unless(owner.count === 0, 'a tenant’s owner is one of the platform'),
      ];
    },
  },
];

const mint = (stage: SqlStage, token: Buffer, slug: string) =>
  stage.as('app', '', 'select * from tenancy.mint($1, $2)', [token, slug]);

const renew = (stage: SqlStage, session: string, slug: string) =>
  stage.as('app', '', 'select * from tenancy.renew($1, $2)', [session, slug]);

const mintPlatform = (stage: SqlStage, person: Person) =>
  stage.as('app', '', 'select * from tenancy.mint_platform($1)', [tokenOf(person)]);

/** Scope, principal, kind and role of a context, and how long it is to last. */
export function wrongContext(
  context: unknown,
  expected: string[],
  seconds = MAX_LIFETIME_SECONDS,
): string[] {
  const parts = String(context).split(':');
  const left = Number(parts[5]) - (performance.timeOrigin + performance.now()) / 1000;
  return [
    ...unless(
      parts.slice(1, 5).join() === expected.join(),
      `signed for ${parts.slice(1, 5).join()}`,
    ),
    ...unless(left <= seconds, `signed for ${left} seconds`),
  ];
}
