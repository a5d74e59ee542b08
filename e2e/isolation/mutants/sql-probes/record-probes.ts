import { CONVERSATIONS } from '../sql-library';
import { id, PEOPLE, TENANTS } from '../sql-people';
import { DENIED, type SqlProbe, unless } from '../sql-probe';

const { ours } = TENANTS;
const COUNTS = "select answers from tenancy.feedback_counts('-infinity')";

const insertsOf = (user: string): string[] => {
  const conversation = CONVERSATIONS.owner;
  const of = `'${conversation}', '${conversation}'`;
  return [
    `insert into answer_trace (tenant_id, id, message_id, conversation_id, request_id, user_id, payload_sealed, created_at)
     values ('${ours}', '${id(321)}', ${of}, '${id(1)}', '${user}', '', now())`,
    `insert into answer_feedback (tenant_id, id, message_id, conversation_id, user_id, rating, created_at, changed_at)
     values ('${ours}', '${id(322)}', ${of}, '${user}', 'up', now(), now())`,
    `insert into conversation_posting (tenant_id, user_id, term, source_id, conversation_id)
     values ('${ours}', '${user}', '\\x0000000000000001', ${of})`,
  ];
};

export const RECORD_PROBES: readonly SqlProbe[] = [
  {
    name: 'what is kept beside answers is there for their person alone',
    run: async (stage, world) => {
      const problems: string[] = [];
      for (const table of ['answer_trace', 'answer_feedback', 'conversation_posting']) {
        for (const token of [world.ours.owner, world.ours.admin, world.ours.member, world.worker]) {
          const { rows } = await stage.as('app', token, `select user_id from ${table}`);
          const own = token.split(':')[2];
          problems.push(
            ...unless(
              rows.every((row) => row.user_id === own),
              `${table} shows a colleague’s`,
            ),
          );
        }
        const { count } = await stage.as('app', world.ours.owner, `select from ${table}`);
        problems.push(...unless(count > 0, `${table} shows its own person nothing`));
      }
      return problems;
    },
  },
  {
    name: 'nobody keeps anything beside a colleague’s answer',
    run: (stage, world) =>
      stage.attempt(async () => {
        // Nothing is there already that would refuse the rows by their keys.
        await stage.query('delete from answer_trace; delete from answer_feedback');
        const problems: string[] = [];
        for (const token of [world.ours.member, world.ours.admin])
          for (const user of [PEOPLE.member, PEOPLE.admin, PEOPLE.owner])
            for (const insert of insertsOf(user)) {
              const { refused } = await stage.as('app', token, insert);
              problems.push(
                ...unless(refused === DENIED, `a row was added (${refused}): ${insert}`),
              );
            }
        return problems;
      }),
  },
  {
    name: 'feedback is counted of the own tenant alone, for its owner and admins',
    run: async (stage, world) => {
      const member = await stage.as('app', world.ours.member, COUNTS);
      const admin = await stage.as('app', world.ours.admin, COUNTS);
      const answers = admin.rows.reduce((sum, row) => sum + Number(row.answers), 0);
      return [
        ...unless(member.refused === DENIED, 'a member was given counts'),
        ...unless(answers === Object.keys(CONVERSATIONS).length, `${answers} were counted`),
      ];
    },
  },
];
