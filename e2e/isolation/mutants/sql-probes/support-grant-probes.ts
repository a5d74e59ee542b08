import { CONVERSATIONS, SUPPORT } from '../sql-library';
import { id, PEOPLE, TENANTS } from '../sql-people';
import { DENIED, type SqlProbe, unless } from '../sql-probe';
import type { Outcome, SqlStage } from '../sql-stage';
import type { SqlWorld } from '../sql-world';

const { ours, theirs } = TENANTS;
const ABSENT = 'TS001';
const NO_OPERATOR = 'TS002';
const TAKEN = 'TS003';
const BROKEN = '23514';

interface Asked {
  subject?: string;
  operator?: string;
  hours?: number;
  kind?: string;
}

const grant = ({
  subject = CONVERSATIONS.both,
  operator = PEOPLE.operator,
  hours = 1,
  kind = 'conversation',
}: Asked = {}) =>
  `select tenancy.grant_support('${id(811)}', '${kind}', '${subject}', '${operator}', null, ${hours}) as until`;
const revoke = (of = SUPPORT) => `select tenancy.revoke_support('${of}') as revoked`;
/** Colleagues' chats may be read since long ago; members may or may not grant their own. */
const allow = (membersGrant: boolean, adminsRead = true) =>
  `delete from chat_setting where tenant_id = '${ours}';
   insert into chat_setting (tenant_id, admins_read, members_grant, changed_by, changed_at)
     values ('${ours}', ${adminsRead}, ${membersGrant}, '${PEOPLE.owner}', '2000-01-01')`;

async function grantAfter(
  stage: SqlStage,
  setting: string,
  token: string,
  asked: Asked = {},
): Promise<Outcome> {
  return stage.attempt(async () => {
    await stage.becomeRoot();
    await stage.client.query(setting);
    await stage.become('app', token);
    return stage.query(grant(asked));
  });
}

export const SUPPORT_GRANT_PROBES: readonly SqlProbe[] = [
  {
    name: 'support is granted by whoever may read and grant it, to one operator, for a day',
    run: (stage, world) => granting(stage, world),
  },
  {
    name: 'support is revoked by whom it concerns, in the own tenant',
    run: async (stage, world) => {
      const by = async (token: string, of = SUPPORT) =>
        (await stage.as('app', token, revoke(of))).rows[0]?.revoked;
      return [
        ...unless((await by(world.ours.member)) === false, 'a member revoked for a colleague'),
        ...unless((await by(world.ours.admin)) === true, 'an admin could not revoke'),
        ...unless((await by(world.ours.owner)) === true, 'its person could not revoke'),
        ...unless((await by(world.ours.owner, id(812))) === false, 'what is not was revoked'),
        ...unless(await foreignStays(stage, world), 'a foreign grant was revoked'),
      ];
    },
  },
  {
    name: 'grants end by themselves, with their conversation and with who granted them',
    run: async (stage, world) => {
      const endOf = (change: string, end = 'select tenancy.end_support_grants()') =>
        stage.attempt(async () => {
          await stage.becomeRoot();
          await stage.client.query(change);
          await stage.become('worker', '');
          if (end !== '') await stage.query(end);
          await stage.becomeRoot();
          const { rows } = await stage.query(
            `select end_reason from support_grant where tenant_id = '${ours}' and id = '${SUPPORT}'`,
          );
          return rows[0]?.end_reason;
        });
      const early = await endOf('select 1');
      const over = await endOf(
        `update support_grant set granted_at = now() - interval '2 hours', expires_at = now() - interval '1 hour'
         where tenant_id = '${ours}' and id = '${SUPPORT}'`,
      );
      const removed = await endOf(
        `delete from conversation where tenant_id = '${ours}' and id = '${CONVERSATIONS.owner}'`,
        '',
      );
      const left = await endOf(
        `delete from membership where tenant_id = '${ours}' and user_id = '${PEOPLE.owner}'`,
        '',
      );
      const byApp = await stage.as('app', world.ours.owner, 'select tenancy.end_support_grants()');
      return [
        ...unless(early === null, 'a grant ended before its time'),
        ...unless(over === 'expired', `one that is over is ${over}`),
        ...unless(removed === 'removed', `one without its conversation is ${removed}`),
        ...unless(left !== null, 'one without its granter goes on'),
        ...unless(byApp.refused === DENIED, 'the app ends the grants of all'),
      ];
    },
  },
];

async function granting(stage: SqlStage, world: SqlWorld): Promise<string[]> {
  const { owner, admin, both } = world.ours;
  const problems: string[] = [];
  const others = { '': '', worker: world.worker, operator: world.platform.operator };
  for (const [who, token] of Object.entries(others)) {
    const { refused } = await grantAfter(stage, allow(true), token);
    problems.push(...unless(refused === DENIED, `${who || 'nobody'} granted (${refused})`));
  }
  const key = await grantAfter(stage, allow(true), Object.values(world.keys)[0] ?? '');
  const member = await grantAfter(stage, allow(false), both);
  const allowed = await grantAfter(stage, allow(true), both);
  const colleagues = await grantAfter(stage, allow(true), both, { subject: CONVERSATIONS.owner });
  const unread = await grantAfter(stage, allow(true, false), admin);
  const readable = await grantAfter(stage, allow(false), admin);
  const absent = await grantAfter(stage, allow(true), owner, { subject: id(819) });
  const trace = await grantAfter(stage, allow(true, false), admin, { kind: 'trace' });
  const nobody = await grantAfter(stage, allow(true), both, { operator: PEOPLE.auditor });
  const twice = await grantAfter(stage, allow(true), owner, { subject: CONVERSATIONS.owner });
  const longest = await grantAfter(stage, allow(true), both, { hours: 25 });
  const stretched = await stage.attempt(async () => {
    await stage.becomeRoot();
    return stage.query(
      `update support_grant set expires_at = granted_at + interval '2 days' where tenant_id = '${ours}'`,
    );
  });
  return [
    ...problems,
    ...unless(key.refused === DENIED, `a key granted (${key.refused})`),
    ...unless(member.refused === DENIED, 'a member granted where members may not'),
    ...unless(allowed.count === 1 && !allowed.refused, `a member could not (${allowed.refused})`),
    ...unless(colleagues.refused === ABSENT, 'a member granted a colleague’s conversation'),
    ...unless(unread.refused === ABSENT, 'an admin granted what the admin may not read'),
    ...unless(!readable.refused, `an admin could not (${readable.refused})`),
    ...unless(absent.refused === ABSENT, 'what is not was granted'),
    ...unless(trace.refused === ABSENT, 'an admin granted a trace of what may not be read'),
    ...unless(nobody.refused === NO_OPERATOR, 'somebody was named who is no operator'),
    ...unless(twice.refused === TAKEN, 'the same was granted twice'),
    ...unless(longest.refused === BROKEN, 'more than a day was granted'),
    ...unless(stretched.refused === BROKEN, 'a grant can last longer than a day'),
  ];
}

async function foreignStays(stage: SqlStage, world: SqlWorld): Promise<boolean> {
  return stage.attempt(async () => {
    await stage.becomeRoot();
    await stage.client.query(
      `delete from support_grant where tenant_id = '${ours}' and id = '${SUPPORT}'`,
    );
    await stage.become('app', world.ours.owner);
    await stage.query(revoke());
    await stage.becomeRoot();
    const { rows } = await stage.query(
      `select ended_at from support_grant where tenant_id = '${theirs}' and id = '${SUPPORT}'`,
    );
    return rows[0]?.ended_at === null;
  });
}
