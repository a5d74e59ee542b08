import type { SqlMutant } from '../sql-mutant';

const COUNTS = 'tenancy.feedback_counts(timestamptz)';
const TABLES = ['answer_trace', 'answer_feedback', 'conversation_posting'];
const SEALED = ['answer_trace', 'answer_feedback'];

/** What is kept beside answers: traces, feedback, and the index of what was said. */
export const RECORD_MUTANTS: readonly SqlMutant[] = [
  ...TABLES.map((table) => ({
    name: `${table} is everybody's`,
    sql: `alter policy ${table}_mine on ${table} using (true)`,
  })),
  ...TABLES.map((table) => ({
    name: `${table} takes rows of a colleague's conversation`,
    sql: `alter policy ${table}_mine on ${table} with check (true)`,
  })),
  ...SEALED.flatMap((table) => [
    {
      name: `${table} shows everything to who exports nothing`,
      sql: `alter policy ${table}_export on ${table} using (true)`,
    },
    {
      name: `${table} shows everything to who rotates nothing`,
      sql: `alter policy ${table}_reseal_read on ${table} using (true)`,
    },
  ]),
  {
    name: 'answer_trace takes rows of any answer from a hold',
    sql: 'alter policy answer_trace_held_add on answer_trace with check (true)',
  },
  {
    name: 'conversation_posting takes rows of any message from a hold',
    sql: 'alter policy conversation_posting_held_add on conversation_posting with check (true)',
  },
  {
    name: 'feedback is there for admins whatever they may read',
    sql: `alter policy answer_feedback_read on answer_feedback
      using ((select tenancy.current_role_name()) in ('owner', 'admin'))`,
  },
  {
    name: 'feedback is counted for members',
    fn: COUNTS,
    find: "or tenancy.current_role_name() not in ('owner', 'admin')",
    replace: '',
  },
  {
    name: 'feedback is counted of all tenants',
    fn: COUNTS,
    find: 'f.tenant_id = target and ',
    replace: '',
  },
];
