import { CONVERSATIONS, HOLDS, JOBS, OPERATIONS } from '../sql-library';
import { PEOPLE, TENANTS } from '../sql-people';
import { DENIED, type SqlProbe, unless } from '../sql-probe';
import type { SqlStage } from '../sql-stage';
import { wrongContext } from './credential-probes';

const { ours, theirs } = TENANTS;
const NOW = "'2026-11-01T00:00:00Z'";

/** A worker's context in the name of a job or an operation of ours. */
async function worker(stage: SqlStage, principal: string): Promise<string> {
  const { rows } = await stage.query(
    `select tenancy.sign_context($1, $2, 'worker', 'worker', interval '1 hour') as token`,
    [ours, principal],
  );
  return String(rows[0]?.token);
}

/** The context that ends one hold. */
async function holder(stage: SqlStage, tenant: string): Promise<string> {
  const { rows } = await stage.query(
    `select tenancy.sign_context($1, $2, 'hold', 'hold', interval '1 hour') as token`,
    [tenant, HOLDS.fresh],
  );
  return String(rows[0]?.token);
}

export const OPERATION_PROBES: readonly SqlProbe[] = [
  {
    name: 'only the operation that runs has its rights: to export, to seal anew, to end and to erase',
    run: async (stage, world) => {
      const problems: string[] = [];
      const works = Object.entries({ ...OPERATIONS, job: JOBS.held }).filter(
        ([name]) => name !== 'rotating',
      );
      for (const [name, principal] of works) {
        const token = await worker(stage, principal);
        const { rows } = await stage.as(
          'app',
          token,
          `select tenancy.exporting() as exports, tenancy.rotating() as rotates,
             (select count(*) from message)::int as messages, (select count(*) from conversation)::int as conversations`,
        );
        const row = rows[0] ?? {};
        problems.push(
          ...unless(row.exports === false && row.rotates === false, `${name} exports or rotates`),
          ...unless(row.messages === 0 && row.conversations === 0, `${name} reads conversations`),
        );
      }
      for (const call of [
        'select tenancy.end_conversations(1)',
        'select tenancy.end_removed_members()',
        `select tenancy.close_member('${PEOPLE.member}')`,
        `select tenancy.erase_member('${PEOPLE.member}')`,
      ]) {
        for (const token of [
          world.worker,
          world.ours.owner,
          await worker(stage, OPERATIONS.held),
        ]) {
          const { refused } = await stage.as('app', token, call);
          problems.push(...unless(refused === DENIED, `${call} (${refused ?? 'done'})`));
        }
      }
      return problems;
    },
  },
  {
    name: 'nothing erases a tenant that is not being erased, or without the worker’s context',
    run: async (stage, world) => {
      const problems: string[] = [];
      const tokens = ['', world.worker, world.ours.owner, await holder(stage, TENANTS.erasing)];
      for (const call of [
        `select tenancy.begin_erasure(${NOW})`,
        `select tenancy.erase_rows('folder', 10)`,
        `select tenancy.note_erased('objects', '{}')`,
        `select tenancy.finish_erasure(${NOW})`,
      ]) {
        for (const token of tokens) {
          const { refused } = await stage.as('app', token, call);
          problems.push(...unless(refused === DENIED, `${call} (${refused ?? 'done'})`));
        }
      }
      return problems;
    },
  },
  {
    name: 'only a tenant whose erasure the database saw begin is erased again',
    run: async (stage) => {
      const again = (proof: unknown) =>
        stage.as(
          'worker',
          '',
          `select * from tenancy.erase_again('${ours}', '${OPERATIONS.held}', '${PEOPLE.operator}', ${NOW}, ${NOW}, $1)`,
          [proof],
        );
      const { rows } = await stage.query(
        'select tenancy.sign_erasure($1) as own, tenancy.sign_erasure($2) as other',
        [ours, theirs],
      );
      const problems: string[] = [];
      for (const proof of [null, '', rows[0]?.other])
        problems.push(
          ...unless((await again(proof)).refused === DENIED, 'one in use was erased again'),
        );
      const { count, refused } = await again(rows[0]?.own);
      return [...problems, ...unless(count === 1, `its own proof was refused (${refused})`)];
    },
  },
  {
    name: 'a hold is ended by whoever took it',
    run: async (stage) => {
      const context = async (tenant: string, hold: string, secret: string) => {
        const call = 'select tenancy.hold_context($1, $2, $3) as context';
        const { rows } = await stage.as('app', '', call, [tenant, hold, Buffer.from(secret)]);
        return rows[0]?.context ?? null;
      };
      const own = await context(ours, HOLDS.fresh, 'our secret');
      return [
        ...wrongContext(own, [ours, HOLDS.fresh, 'hold', 'hold']),
        ...unless(
          (await context(ours, HOLDS.fresh, 'a guess')) === null,
          'a guessed secret ended it',
        ),
        ...unless(
          (await context(theirs, HOLDS.fresh, 'our secret')) === null,
          'it ended another tenant’s',
        ),
        ...unless(
          (await context(ours, HOLDS.settled, 'our secret')) === null,
          'it ended one that is long over',
        ),
      ];
    },
  },
  {
    name: 'who ends a hold sees what ending it takes',
    run: async (stage) => {
      const token = await holder(stage, ours);
      const problems: string[] = [];
      for (const table of [
        'membership',
        'folder',
        'document',
        'chunk',
        'user_group',
        'job',
        'audit_entry',
        'policy_version',
      ]) {
        const { count } = await stage.as('app', token, `select from ${table}`);
        problems.push(...unless(count === 0, `it sees ${table}`));
      }
      const conversations = await stage.as('app', token, 'select id from conversation');
      const messages = await stage.as('app', token, 'select conversation_id as id from message');
      const holds = await stage.as('app', token, 'select id from reservation');
      const own = (rows: Record<string, unknown>[]) =>
        rows.every((row) => row.id === CONVERSATIONS.both);
      return [
        ...problems,
        ...unless(own(conversations.rows) && own(messages.rows), 'it sees other conversations'),
        ...unless(
          holds.rows.every((row) => row.id === HOLDS.fresh),
          'it sees other holds',
        ),
      ];
    },
  },
  {
    name: 'what a hold is of is told to who ends it, and to no worker of the same id',
    run: async (stage) => {
      const ask =
        'select tenancy.held_request() as request, tenancy.held_conversation() as conversation';
      const told = await stage.as('app', await holder(stage, ours), ask);
      const others = await stage.as('app', await worker(stage, HOLDS.fresh), ask);
      const row = others.rows[0];
      return [
        ...unless(told.rows[0]?.conversation === CONVERSATIONS.both, 'it is not told its own'),
        ...unless(typeof told.rows[0]?.request === 'string', 'it is not told its request'),
        ...unless(row?.request === null && row.conversation === null, 'a worker is told'),
      ];
    },
  },
  {
    name: 'only an operator places tenants, gives them accounts and makes canaries',
    run: async (stage, world) => {
      const problems: string[] = [];
      for (const call of [
        `select tenancy.place_first('${theirs}', 'qdrant', ${NOW})`,
        `select tenancy.set_model_account('${theirs}', '', '', 'abcd', ${NOW})`,
        `select tenancy.set_vector_endpoint('${theirs}', '', 'host', ${NOW})`,
        `select tenancy.become_canary('${theirs}')`,
      ]) {
        for (const token of ['', world.platform.auditor, world.ours.owner]) {
          const { refused } = await stage.as('operator', token, call);
          problems.push(...unless(refused === DENIED, `${call} (${refused ?? 'done'})`));
        }
      }
      return problems;
    },
  },
  {
    name: 'a placement is told for a genuine context',
    run: async (stage, world) => {
      const problems: string[] = [];
      for (const what of [
        'their tenant under our signature',
        'one that has ended',
        'no signature',
        'too many parts',
      ]) {
        const { rows } = await stage.as('app', '', 'select tenancy.placement($1) as placement', [
          world.worthless[what],
        ]);
        problems.push(
          ...unless((rows[0]?.placement ?? null) === null, `${what} tells where data lies`),
        );
      }
      return problems;
    },
  },
  {
    name: 'a command at the machine is an operator’s',
    run: async (stage) => {
      const problems: string[] = [];
      for (const person of ['owner', 'finance', 'nobody']) {
        const { rows } = await stage.as(
          'auth',
          '',
          'select tenancy.open_command($1, $2, $3, $4, now()) as opened',
          [`${person}@example.test`, JOBS.held, Buffer.from('new token'), 'probe'],
        );
        problems.push(...unless(rows[0]?.opened === false, `${person} opened a command`));
      }
      return problems;
    },
  },
];
