import { id, PEOPLE, TENANTS } from '../sql-people';
import { DENIED, type SqlProbe, unless } from '../sql-probe';
import type { SqlStage } from '../sql-stage';

const { ours, theirs } = TENANTS;
const LAST = 'TO001';
const LEAVE = 'select tenancy.leave_workspace(now()) as kept';
const DOWN = 'select tenancy.step_down() as down';
const make = (person: string) => `select tenancy.make_owner('${person}') as made`;

async function lifted(stage: SqlStage): Promise<void> {
  await stage.becomeRoot();
  await stage.query(
    'update legal_hold set lifted_at = now(), lifted_by = placed_by where lifted_at is null',
  );
}

const roleOf = async (stage: SqlStage, person: string, tenant = ours) =>
  (
    await stage.query(
      `select role from membership where tenant_id = '${tenant}' and user_id = '${person}'`,
    )
  ).rows[0]?.role;

export const OWNER_PROBES: readonly SqlProbe[] = [
  {
    name: 'people leave the workspace of their context, each alone, the last owner never',
    run: (stage, world) =>
      stage.attempt(async () => {
        await lifted(stage);
        const problems: string[] = [];
        for (const token of ['', world.worker, world.platform.operator]) {
          const { refused } = await stage.as('app', token, LEAVE);
          problems.push(...unless(refused === DENIED, 'somebody left who is not of the workspace'));
        }
        // Somebody who was invited as an owner, and one who owns another workspace, are no owners here.
        await stage.query(
          `update membership set role = 'owner' where user_id = '${PEOPLE.pending}'`,
        );
        const last = await stage.as('app', world.ours.owner, LEAVE);
        const down = await stage.as('app', world.ours.owner, DOWN);
        const count = async () =>
          (await stage.query('select count(*)::int as n from membership')).rows[0]?.n as number;
        const before = await count();
        await stage.become('app', world.ours.both);
        await stage.query(LEAVE);
        await stage.becomeRoot();
        return [
          ...problems,
          ...unless(last.refused === LAST, 'the last owner left'),
          ...unless(down.refused === LAST, 'the last owner stepped down'),
          ...unless((await count()) === before - 1, 'more memberships than one ended, or none'),
          ...unless((await roleOf(stage, PEOPLE.both, theirs)) === 'member', 'another one ended'),
        ];
      }),
  },
  {
    name: 'what a hold keeps of who leaves stays',
    run: (stage, world) =>
      stage.attempt(async () => {
        await lifted(stage);
        await stage.query(
          `insert into legal_hold (tenant_id, id, reason, placed_by, placed_by_kind, placed_at)
           values ('${ours}', '${id(811)}', 'a dispute', '${PEOPLE.owner}', 'user', now())`,
        );
        await stage.become('app', world.ours.member);
        const { rows } = await stage.query(LEAVE);
        await stage.becomeRoot();
        return unless(
          rows[0]?.kept === true && (await roleOf(stage, PEOPLE.member)) === 'member',
          'it went all the same',
        );
      }),
  },
  {
    name: 'owners make owners, of those who came in, here',
    run: (stage, world) =>
      stage.attempt(async () => {
        const problems: string[] = [];
        for (const token of ['', world.ours.admin, world.ours.member, world.worker]) {
          const { refused } = await stage.as('app', token, make(PEOPLE.member));
          problems.push(...unless(refused === DENIED, 'somebody else made an owner'));
        }
        const invited = await stage.as('app', world.ours.owner, make(PEOPLE.pending));
        await stage.becomeRoot();
        await stage.query(
          `update membership set role = 'admin' where tenant_id = '${ours}' and user_id = '${PEOPLE.owner}'`,
        );
        const stale = await stage.as('app', world.ours.owner, make(PEOPLE.member));
        await stage.query(
          `update membership set role = 'owner' where tenant_id = '${ours}' and user_id = '${PEOPLE.owner}'`,
        );
        await stage.become('app', world.ours.owner);
        const { rows } = await stage.query(make(PEOPLE.both));
        await stage.becomeRoot();
        return [
          ...problems,
          ...unless(invited.rows[0]?.made === false, 'who was invited is an owner'),
          ...unless(stale.refused === DENIED, 'who stepped down made an owner'),
          ...unless(rows[0]?.made === true, 'a member could not be made an owner'),
          ...unless(
            (await roleOf(stage, PEOPLE.both, theirs)) === 'member',
            'an owner elsewhere too',
          ),
        ];
      }),
  },
];
