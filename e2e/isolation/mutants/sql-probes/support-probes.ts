import { CONVERSATIONS, SUPPORT } from '../sql-library';
import { id, PEOPLE, TENANTS } from '../sql-people';
import { DENIED, type SqlProbe, stopped, unless } from '../sql-probe';
import type { Outcome, SqlStage } from '../sql-stage';
import type { SqlWorld } from '../sql-world';

const { ours, theirs } = TENANTS;

const entry = (grant: string, tenant: string, action: string, actor: string = PEOPLE.operator) =>
  `insert into platform_audit (id, at, actor_id, actor_role, action, subject_tenant, reason, detail)
   values ('${id(801)}', now(), '${actor}', 'operator', '${action}', '${tenant}', 'a reason', '{"grant": "${grant}"}')`;
const read = (grant: string, tenant: string = ours) =>
  `select * from tenancy.read_support('${tenant}', '${grant}')`;
const setGrant = (change: string) =>
  `update support_grant set ${change} where tenant_id = '${ours}' and id = '${SUPPORT}'`;

/** One reading by the operator, with its audit entry, after `change` by the superuser. */
async function readAfter(
  stage: SqlStage,
  world: SqlWorld,
  change = '',
  by: { grant?: string; tenant?: string; entryOf?: string; action?: string } = {},
): Promise<Outcome> {
  const { grant = SUPPORT, tenant = ours, entryOf = grant, action = 'support.read' } = by;
  return stage.attempt(async () => {
    await stage.becomeRoot();
    if (change !== '') await stage.client.query(change);
    await stage.become('operator', world.platform.operator);
    await stage.query(entry(entryOf, tenant, action));
    return stage.query(read(grant, tenant));
  });
}

/** What takes a grant out of force, each alone. */
const ENDS: Record<string, string> = {
  'to somebody else': setGrant(`operator_id = '${PEOPLE.halfOperator}'`),
  'that was revoked': setGrant(
    `ended_at = now(), end_reason = 'revoked', ended_by = '${PEOPLE.owner}'`,
  ),
  'that is over': setGrant(
    `granted_at = now() - interval '2 hours', expires_at = now() - interval '1 hour'`,
  ),
  'of a paused tenant': `update tenant set state = 'suspended' where id = '${ours}'`,
  'of who is no operator': `update app_user set platform_role = 'auditor' where id = '${PEOPLE.operator}'`,
  'of a disabled operator': `update app_user set disabled_at = now() where id = '${PEOPLE.operator}'`,
  'by who is no member': `update membership set accepted_at = null
    where tenant_id = '${ours}' and user_id = '${PEOPLE.owner}'`,
  'by who may not grant': `update membership set role = 'member'
    where tenant_id = '${ours}' and user_id = '${PEOPLE.owner}';
    delete from chat_setting where tenant_id = '${ours}'`,
  'of a colleague’s chat that may not be read': `${setGrant(`granted_by = '${PEOPLE.admin}', written_since = '2020-01-01'`)};
    delete from chat_setting where tenant_id = '${ours}'`,
  'of a colleague’s chat that may be read later on': `${setGrant(`granted_by = '${PEOPLE.admin}', written_since = '2020-01-01'`)};
    delete from chat_setting where tenant_id = '${ours}';
    insert into chat_setting (tenant_id, admins_read, changed_by, changed_at)
      values ('${ours}', true, '${PEOPLE.owner}', '2021-01-01')`,
};

const itemsOf = ({ rows }: Outcome) => rows.map(({ item }) => item).sort();

export const SUPPORT_PROBES: readonly SqlProbe[] = [
  {
    name: 'support reads what was granted to that operator, while it is in force',
    run: async (stage, world) => {
      const problems: string[] = [];
      const whole = await readAfter(stage, world);
      const all = ['citation', 'conversation', 'message', 'support_grant'];
      problems.push(
        ...unless(
          itemsOf(whole).join() === all.join(),
          `it shows ${itemsOf(whole)} (${whole.refused})`,
        ),
        ...unless(
          whole.rows.every(
            (row) =>
              row.tenant_id === ours && [CONVERSATIONS.owner, SUPPORT].includes(String(row.id)),
          ),
          'it shows something else',
        ),
      );
      for (const [what, change] of Object.entries(ENDS)) {
        const { count } = await readAfter(stage, world, change);
        problems.push(...unless(count === 0, `a grant ${what} is read`));
      }
      const foreign = await readAfter(stage, world, '', { tenant: theirs });
      const later = await readAfter(stage, world, setGrant('up_to = -1'));
      const earlier = await readAfter(stage, world, setGrant(`written_since = '2090-01-01'`));
      const trace = await readAfter(
        stage,
        world,
        setGrant(`kind = 'trace', message_id = '${CONVERSATIONS.owner}'`),
      );
      return [
        ...problems,
        ...unless(foreign.count === 0, 'a foreign grant is read'),
        ...unless(!itemsOf(later).includes('message'), 'what was written later is read'),
        ...unless(!itemsOf(later).includes('citation'), 'what was quoted later is read'),
        ...unless(itemsOf(earlier).join() !== all.join(), 'what was written before is read'),
        ...unless(itemsOf(trace).join() === 'answer_trace,support_grant', 'a trace shows words'),
      ];
    },
  },
  {
    name: 'each reading is counted, and in both logs',
    run: (stage, world) =>
      stage.attempt(async () => {
        await stage.become('operator', world.platform.operator);
        const without = await stage.query(read(SUPPORT));
        const others = await readAfter(stage, world, '', { entryOf: id(9) });
        const another = await readAfter(stage, world, '', { action: 'support.list' });
        await stage.become('operator', world.platform.operator);
        await stage.query(entry(SUPPORT, ours, 'support.read'));
        await stage.query(read(SUPPORT));
        await stage.becomeRoot();
        const { rows } = await stage.query(
          `select g.reads, (select count(*)::int from audit_entry a where a.tenant_id = g.tenant_id
             and a.action = 'support.read' and a.actor_id = '${PEOPLE.operator}') as told
           from support_grant g where g.tenant_id = '${ours}' and g.id = '${SUPPORT}'`,
        );
        return [
          ...unless(without.refused === DENIED, 'it is read without an audit entry'),
          ...unless(others.refused === DENIED, 'it is read with the audit entry of another'),
          ...unless(another.refused === DENIED, 'it is read with an audit entry of other work'),
          ...unless(rows[0]?.reads === 1, 'a reading is not counted'),
          ...unless(rows[0]?.told === 1, 'the tenant’s log does not say that it was read'),
        ];
      }),
  },
  {
    name: 'support is the operator’s alone to read',
    run: async (stage, world) => {
      const problems: string[] = [];
      const tries = [
        ['auditor', world.platform.auditor],
        ['finance', world.platform.finance],
        ['operator', world.posing.operator],
        ['operator', ''],
        ['app', world.ours.owner],
        ['worker', world.worker],
      ] as const;
      for (const [login, token] of tries) {
        const { refused } = await stage.as(login, token, read(SUPPORT));
        problems.push(...unless(refused === DENIED, `${login} reads it (${refused})`));
      }
      // Whoever is an operator too, under a context of something else.
      const posing = await stage.attempt(async () => {
        await stage.becomeRoot();
        const person = PEOPLE.owner;
        await stage.client.query(
          `update app_user set platform_role = 'operator' where id = '${person}'; ${setGrant(`operator_id = '${person}'`)};
           ${entry(SUPPORT, ours, 'support.read', person)}`,
        );
        await stage.become('operator', world.posing.operator);
        return stage.query(read(SUPPORT));
      });
      return [...problems, ...unless(posing.refused === DENIED, 'it is read by a worker')];
    },
  },
  {
    name: 'grants are shown to whom they concern, without their notes, and changed by nobody',
    run: async (stage, world) => {
      const all = 'select id from support_grant';
      const by = (login: 'app' | 'operator' | 'auditor', token: string, sql = all) =>
        stage.as(login, token, sql);
      const member = await by('app', world.ours.member);
      const owner = await by('app', world.ours.owner);
      const operator = await by('operator', world.platform.operator);
      const others = await by('operator', world.posing.operator);
      const note = await by(
        'operator',
        world.platform.operator,
        'select note_sealed from support_grant',
      );
      const named = await by('app', world.ours.member, 'select from tenancy.support_named()');
      const operators = await by(
        'app',
        world.ours.member,
        'select from tenancy.support_operators()',
      );
      const longer = await by(
        'app',
        world.ours.owner,
        `update support_grant set note_sealed = null`,
      );
      const stands = (token: string, login: 'app' | 'operator', tenant: string = ours) =>
        by(login, token, `select tenancy.support_stands('${tenant}', '${SUPPORT}') as stands`);
      const own = await stands(world.platform.operator, 'operator');
      const foreign = await stands(world.ours.owner, 'app', theirs);
      const posing = await stands(world.posing.finance, 'operator', theirs);
      return [
        ...unless(member.count === 0, 'a member sees a colleague’s grants'),
        ...unless(owner.count === 1, 'the owner does not see the grant alone'),
        ...unless(operator.count === 1, 'the operator does not see the own grant alone'),
        ...unless(others.count === 0, 'grants are seen without the operator’s context'),
        ...unless(note.refused === DENIED, 'the operator has a grant on notes'),
        ...unless(named.count === 0, 'a member hears whom others named'),
        ...unless(operators.count === 0, 'who may not grant hears of operators'),
        ...unless(stopped(longer), 'a grant is changed by its workspace'),
        ...unless(own.rows[0]?.stands === true, 'the operator’s grant does not stand'),
        ...unless(foreign.rows[0]?.stands === false, 'an owner hears of a foreign grant'),
        ...unless(posing.rows[0]?.stands === false, 'a foreign grant is told of'),
      ];
    },
  },
];
