import { id, linkOf, PEOPLE, type Person, TENANTS, tokenOf } from '../sql-people';
import { DENIED, type SqlProbe, unless } from '../sql-probe';
import type { SqlStage } from '../sql-stage';

const NEW = id(401);
const AT = "'2026-11-01T00:00:00Z'";

export const PEOPLE_FUNCTION_PROBES: readonly SqlProbe[] = [
  {
    name: 'only an operator’s context provisions a tenant',
    run: async (stage, world) => {
      const call = `select tenancy.provision('${id(402)}', 'new-one', 'New', 'free', 'namespace', 'UTC', false, '{}', 'test',
        '${id(403)}', '${NEW}', 'new@example.test', 'New', ${AT})`;
      const problems: string[] = [];
      for (const token of ['', world.platform.finance, world.platform.auditor, world.ours.owner]) {
        const { refused } = await stage.as('operator', token, call);
        problems.push(...unless(refused === DENIED, 'a tenant was made'));
      }
      const good = await stage.as('operator', world.platform.operator, call);
      return [
        ...problems,
        ...unless(good.count === 1, `an operator was refused (${good.refused})`),
      ];
    },
  },
  {
    name: 'members are added downwards, into the context’s tenant',
    run: async (stage, world) => {
      const add = (token: string, role: string) =>
        stage.as(
          'app',
          token,
          `select * from tenancy.add_member('${NEW}', 'new@example.test', 'New', '${role}', ${AT})`,
        );
      const problems: string[] = [];
      for (const [token, role] of [
        ['', 'member'],
        [world.ours.member, 'member'],
        [world.worker, 'member'],
        [world.ours.admin, 'admin'],
        [world.ours.owner, 'owner'],
      ] as const) {
        const { refused } = await add(token, role);
        problems.push(...unless(refused === DENIED, `${role} was added`));
      }
      return [
        ...problems,
        ...unless((await add(world.ours.admin, 'member')).count === 1, 'an admin was refused'),
      ];
    },
  },
  {
    name: 'members are shut out downwards, of the context’s tenant',
    run: async (stage, world) => {
      const shut = (token: string, person: string) =>
        stage.as('app', token, `select tenancy.shut_out_member('${person}', ${AT})`);
      const problems: string[] = [];
      for (const [token, person] of [
        ['', PEOPLE.member],
        [world.ours.member, PEOPLE.both],
        [world.worker, PEOPLE.member],
        [world.ours.admin, PEOPLE.secondAdmin],
        [world.ours.owner, PEOPLE.theirOwner],
        [world.ours.admin, PEOPLE.owner],
      ] as const) {
        const { refused } = await shut(token, person);
        problems.push(...unless(refused === DENIED, `${person} was shut out`));
      }
      const { count, refused } = await shut(world.ours.admin, PEOPLE.member);
      return [...problems, ...unless(count === 1, `an admin was refused (${refused})`)];
    },
  },
  {
    name: 'an account of somebody else’s has to accept before it is in',
    run: (stage, world) =>
      stage.attempt(async () => {
        await stage.become('app', world.ours.owner);
        await stage.query(
          `select tenancy.add_member('${NEW}', 'stranger@example.test', 'S', 'member', ${AT})`,
        );
        await stage.becomeRoot();
        const { rows } = await stage.query(
          'select accepted_at from membership where tenant_id = $1 and user_id = $2',
          [TENANTS.ours, PEOPLE.stranger],
        );
        return unless(
          rows.length === 1 && rows[0]?.accepted_at === null,
          'a stranger is in without a word',
        );
      }),
  },
  {
    name: 'an invitation link is made by whoever manages that person',
    run: async (stage, world) => {
      const link = (
        login: 'app' | 'operator',
        token: string,
        tenant: keyof typeof TENANTS,
        person: Person,
      ) =>
        stage.as(login, token, 'select tenancy.create_invitation_link($1, $2, $3, now())', [
          TENANTS[tenant],
          PEOPLE[person],
          Buffer.from('new link'),
        ]);
      const wrong = [
        () => link('app', '', 'ours', 'pending'),
        () => link('app', world.ours.member, 'ours', 'pending'),
        () => link('app', world.ours.admin, 'ours', 'secondAdmin'),
        () => link('app', world.ours.owner, 'theirs', 'fresh'),
        () => link('app', world.ours.owner, 'ours', 'owner'),
        () => link('operator', world.platform.auditor, 'ours', 'owner'),
        () => link('operator', world.platform.operator, 'ours', 'pending'),
      ];
      const problems: string[] = [];
      for (const [index, attempt] of wrong.entries()) {
        const { refused } = await attempt();
        problems.push(...unless(refused === DENIED, `link ${index} was made`));
      }
      const good = await link('app', world.ours.owner, 'ours', 'pending');
      return [...problems, ...unless(good.count === 1 && !good.refused, 'the owner was refused')];
    },
  },
  {
    name: 'a new link takes the place of that person’s earlier ones, for a week and what is owed',
    run: (stage, world) =>
      stage.attempt(async () => {
        await stage.become('app', world.ours.owner);
        await stage.query('select tenancy.create_invitation_link($1, $2, $3, now())', [
          TENANTS.ours,
          PEOPLE.pending,
          Buffer.from('new link'),
        ]);
        await stage.becomeRoot();
        const { rows } = await stage.query(
          `select purpose, user_id, for_tenant, used_at, expires_at - created_at = interval '7 days' as week
           from one_time_link where token_hash = $1`,
          [Buffer.from('new link')],
        );
        const { rows: open } = await stage.query(
          'select user_id from one_time_link where used_at is null and token_hash <> $1',
          [Buffer.from('new link')],
        );
        const [row] = rows;
        return [
          ...unless(row?.purpose === 'join' && row.used_at === null, 'not a link to consent with'),
          ...unless(
            row?.user_id === PEOPLE.pending && row.for_tenant === TENANTS.ours,
            'the link is for somebody else',
          ),
          ...unless(row?.week === true, 'the link does not last a week'),
          ...unless(
            open.map(({ user_id }) => user_id).join() === PEOPLE.fresh,
            'spent others’ links, or left that person’s earlier ones',
          ),
        ];
      }),
  },
  {
    name: 'a link that was used, has ended or would open another workspace says nothing',
    run: async (stage) => {
      const problems: string[] = [];
      for (const name of ['used', 'ended', 'first password'] as const) {
        const { count } = await stage.as('auth', '', 'select * from tenancy.read_link($1, now())', [
          linkOf(name),
        ]);
        problems.push(...unless(count === 0, `the link "${name}" was read`));
      }
      const { count } = await stage.as('auth', '', 'select * from tenancy.read_link($1, now())', [
        linkOf('good'),
      ]);
      return [...problems, ...unless(count === 1, 'a good link says nothing')];
    },
  },
  {
    name: 'a membership is accepted by its own person, once, in time',
    run: async (stage) => {
      const problems: string[] = [];
      for (const [person, link] of [
        ['stranger', 'good'],
        ['theirOwner', 'good'],
        ['revoked', 'good'],
        ['pending', 'used'],
        ['pending', 'ended'],
        ['both', 'first password'],
      ] as const) {
        problems.push(
          ...unless(
            (await accepted(stage, tokenOf(person), linkOf(link))) === null,
            `${person} accepted "${link}"`,
          ),
        );
      }
      const slug = await accepted(stage, tokenOf('pending'), linkOf('good'));
      return [...problems, ...unless(slug === 'ours', 'the invited person could not accept')];
    },
  },
];

async function accepted(stage: SqlStage, session: Buffer, link: Buffer): Promise<unknown> {
  const { rows } = await stage.as(
    'app',
    '',
    'select tenancy.accept_membership($1, $2, now()) as slug',
    [session, link],
  );
  return rows[0]?.slug;
}
