import { PEOPLE, type Person, sessionOf, TENANTS, tokenOf } from '../sql-people';
import { DENIED, type SqlProbe, unless } from '../sql-probe';
import type { SqlStage } from '../sql-stage';
import type { SqlWorld } from '../sql-world';

/** What a session opens of a workspace. */
interface Openings {
  minted: boolean;
  renewed: boolean;
  goesOn: boolean;
  told: boolean;
}

export const SIGNED_OUT_PROBES: readonly SqlProbe[] = [
  {
    name: 'members are signed out downwards, of the context’s workspace',
    run: async (stage, world) => {
      const problems: string[] = [];
      for (const [token, person] of [
        ['', PEOPLE.member],
        [world.ours.member, PEOPLE.both],
        [world.worker, PEOPLE.member],
        [world.platform.operator, PEOPLE.member],
        [world.ours.owner, PEOPLE.owner],
        [world.ours.admin, PEOPLE.admin],
      ] as const) {
        const { refused } = await signOut(stage, token, person);
        problems.push(...unless(refused === DENIED, `${person} was signed out`));
      }
      for (const [token, person] of [
        [world.ours.admin, PEOPLE.secondAdmin],
        [world.ours.admin, PEOPLE.owner],
        [world.ours.owner, PEOPLE.theirOwner],
        [world.ours.owner, PEOPLE.pending],
      ] as const) {
        const { rows } = await signOut(stage, token, person);
        problems.push(...unless(rows[0]?.done === false, `${person} was signed out`));
      }
      for (const [token, person] of [
        [world.ours.admin, PEOPLE.member],
        [world.ours.owner, PEOPLE.secondAdmin],
      ] as const) {
        const { rows } = await signOut(stage, token, person);
        problems.push(...unless(rows[0]?.done === true, `${person} could not be signed out`));
      }
      return problems;
    },
  },
  {
    name: 'who is signed out of a workspace is out of it alone, and alone',
    run: (stage, world) =>
      stage.attempt(async () => {
        await signOutBoth(stage, world);
        return [
          ...(await wrong(stage, 'both', 'ours', OUT)),
          ...(await wrong(stage, 'both', 'theirs', IN)),
          ...(await wrong(stage, 'member', 'ours', IN)),
          ...(await wrong(stage, 'owner', 'ours', IN)),
        ];
      }),
  },
  {
    name: 'a session from after the sign-out is in, one from that very moment is not',
    run: (stage, world) =>
      stage.attempt(async () => {
        await signOutBoth(stage, world);
        await began(stage, 'm.signed_out_at');
        const together = await wrong(stage, 'both', 'ours', OUT);
        await began(stage, "m.signed_out_at + interval '1 microsecond'");
        return [...together, ...(await wrong(stage, 'both', 'ours', IN))];
      }),
  },
  {
    name: 'only a session that holds is told, of a workspace that it was in',
    run: (stage) =>
      stage.attempt(async () => {
        await stage.query('update membership set signed_out_at = clock_timestamp()');
        const problems: string[] = [];
        for (const [name, slug] of [
          ['revoked', 'ours'],
          ['expired', 'ours'],
          ['pending', 'ours'],
          ['disabled', 'ours'],
          ['theirOwner', 'ours'],
          ['owner', 'theirs'],
          ['owner', 'nowhere'],
          ['nobody', 'ours'],
        ] as const) {
          problems.push(...unless(!(await told(stage, name, slug)), `${name} is told of ${slug}`));
        }
        return [...problems, ...unless(await told(stage, 'owner', 'ours'), 'nobody is told')];
      }),
  },
  {
    name: 'the app neither undoes a sign-out nor asks when a session began',
    run: async (stage, world) => {
      const undone = await stage.as(
        'app',
        world.ours.owner,
        'update membership set signed_out_at = null',
      );
      const asked = await stage.as('app', '', 'select tenancy.session_began($1)', [
        tokenOf('owner'),
      ]);
      return [
        ...unless(undone.refused === DENIED, 'the app undid a sign-out'),
        ...unless(asked.refused === DENIED, 'the app learned when a session began'),
      ];
    },
  },
];

const OUT: Openings = { minted: false, renewed: false, goesOn: false, told: true };
const IN: Openings = { minted: true, renewed: true, goesOn: true, told: false };

const signOut = (stage: SqlStage, token: string, person: string) =>
  stage.as('app', token, 'select tenancy.sign_out_member($1) as done', [person]);

/** For the rest of the attempt. */
async function signOutBoth(stage: SqlStage, world: SqlWorld): Promise<void> {
  await stage.become('app', world.ours.admin);
  await stage.query('select tenancy.sign_out_member($1)', [PEOPLE.both]);
  await stage.becomeRoot();
}

/** Moves the begin of the session of `both`. */
async function began(stage: SqlStage, at: string): Promise<void> {
  await stage.query(
    `update user_session s set created_at = ${at} from membership m
     where s.id = $1 and m.tenant_id = $2 and m.user_id = $3`,
    [sessionOf('both'), TENANTS.ours, PEOPLE.both],
  );
}

async function told(stage: SqlStage, name: string, slug: string): Promise<boolean> {
  const { rows } = await stage.as('app', '', 'select tenancy.signed_out_of($1, $2) as told', [
    tokenOf(name),
    slug,
  ]);
  return rows[0]?.told === true;
}

async function wrong(
  stage: SqlStage,
  person: Person,
  slug: 'ours' | 'theirs',
  expected: Openings,
): Promise<string[]> {
  const session = sessionOf(person);
  const minted = await stage.as('app', '', 'select * from tenancy.mint($1, $2)', [
    tokenOf(person),
    slug,
  ]);
  const renewed = await stage.as('app', '', 'select * from tenancy.renew($1, $2)', [session, slug]);
  const ended = await stage.as(
    'worker',
    '',
    'select place from tenancy.ended_work($1, $2, $3, array[null::uuid])',
    [[TENANTS[slug]], [PEOPLE[person]], [session]],
  );
  const found: Openings = {
    minted: minted.count === 1,
    renewed: renewed.count === 1,
    goesOn: ended.count === 0 && ended.refused === undefined,
    told: await told(stage, person, slug),
  };
  return Object.entries(expected).flatMap(([what, value]) =>
    unless(
      found[what as keyof Openings] === value,
      `${person} at ${slug}: ${what} is ${String(!value)}`,
    ),
  );
}
