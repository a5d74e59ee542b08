import { CONVERSATIONS, documentIn, FOLDERS, type Folder } from '../sql-library';
import { id, PEOPLE, TENANTS } from '../sql-people';
import { DENIED, type SqlProbe, stopped, unless } from '../sql-probe';

const { ours } = TENANTS;
const CLOSED = (Object.keys(FOLDERS) as Folder[]).filter((folder) => folder !== 'open');

const INSERTS: Record<string, string> = {
  folder: `insert into folder (tenant_id, id, created_by, created_at) values ('${ours}', '${id(301)}', '${PEOPLE.member}', now())`,
  folder_person: `insert into folder_person values ('${ours}', '${FOLDERS.closed}', '${PEOPLE.member}')`,
  group_member: `insert into group_member values ('${ours}', '${id(41)}', '${PEOPLE.member}')`,
  folder_group: `insert into folder_group values ('${ours}', '${FOLDERS.closed}', '${id(42)}')`,
  user_group: `insert into user_group values ('${ours}', '${id(302)}', '', now())`,
  document: `insert into document (tenant_id, id, folder_id, name_sealed, media_type, bytes, content_mac, created_by, created_at, stage_at)
    values ('${ours}', '${id(303)}', '${FOLDERS.open}', '', 'x', 1, '', '${PEOPLE.member}', now(), now())`,
  chunk: `insert into chunk (tenant_id, id, document_id, ordinal, page, char_start, char_end, text_sealed, term_count)
    values ('${ours}', '${id(304)}', '${documentIn('open')}', 9, 1, 0, 1, '', 1)`,
  job: `insert into job (tenant_id, id, kind, subject_id, created_by, created_at)
    values ('${ours}', '${id(305)}', 'ingest', '${id(1)}', '${PEOPLE.member}', now())`,
};

export const PERSON_PROBES: readonly SqlProbe[] = [
  {
    name: 'a member sees what is open to the member, and chunks and postings likewise',
    run: async (stage, world) => {
      const problems: string[] = [];
      const sources = {
        folder: 'id',
        document: 'folder_id',
        chunk: 'document_id',
        lexical_posting: 'document_id',
      };
      for (const [table, column] of Object.entries(sources)) {
        const hidden: unknown[] = CLOSED.map(
          table === 'folder' || table === 'document' ? (f) => FOLDERS[f] : documentIn,
        );
        const { rows } = await stage.as(
          'app',
          world.ours.both,
          `select ${column} as id from ${table}`,
        );
        problems.push(
          ...unless(rows.length > 0, `${table} is empty`),
          ...unless(!rows.some((row) => hidden.includes(row.id)), `${table} shows what is closed`),
        );
      }
      return problems;
    },
  },
  {
    name: 'a member neither adds nor changes nor removes folders, groups, documents and jobs',
    run: async (stage, world) => {
      const problems: string[] = [];
      for (const [table, insert] of Object.entries(INSERTS)) {
        const added = await stage.as('app', world.ours.member, insert);
        const removed = await stage.as('app', world.ours.member, `delete from ${table}`);
        const changed = await stage.as(
          'app',
          world.ours.member,
          `update ${table} set tenant_id = tenant_id`,
        );
        problems.push(
          ...unless(
            added.refused === DENIED,
            `${table} took a row (${added.refused ?? 'inserted'})`,
          ),
          ...unless(stopped(removed), `${table} lost rows`),
          ...unless(stopped(changed), `${table} was changed`),
        );
      }
      return problems;
    },
  },
  {
    name: 'a conversation is there for its person alone',
    run: async (stage, world) => {
      const problems: string[] = [];
      for (const table of ['conversation', 'message', 'citation']) {
        for (const token of [world.ours.owner, world.ours.member, world.worker]) {
          const { rows } = await stage.as('app', token, `select user_id from ${table}`);
          const own = token.split(':')[2];
          problems.push(
            ...unless(
              rows.every((row) => row.user_id === own),
              `${table} shows a colleague’s`,
            ),
          );
        }
      }
      return problems;
    },
  },
  {
    name: 'nobody adds to a colleague’s conversation',
    run: async (stage, world) => {
      const problems: string[] = [];
      const [member, owner] = [PEOPLE.member, PEOPLE.owner];
      const message = (
        user: string,
      ) => `insert into message (tenant_id, id, conversation_id, user_id, ordinal, author, state, text_sealed, created_at)
        values ('${ours}', '${id(311)}', '${CONVERSATIONS.owner}', '${user}', 9, 'user', 'complete', '', now())`;
      const citation = (
        user: string,
      ) => `insert into citation (tenant_id, id, message_id, user_id, ordinal, text_offset, document_id, page, char_start, char_end, quote_sealed)
        values ('${ours}', '${id(312)}', '${CONVERSATIONS.owner}', '${user}', 9, 0, '${id(1)}', 1, 0, 1, '')`;
      for (const insert of [message(owner), message(member), citation(owner), citation(member)]) {
        const { refused } = await stage.as('app', world.ours.member, insert);
        problems.push(...unless(refused !== undefined, 'a row was added'));
      }
      const given = await stage.as(
        'app',
        world.ours.both,
        `update conversation set user_id = '${owner}'`,
      );
      return [
        ...problems,
        ...unless(given.refused === DENIED, 'a conversation was put under a colleague’s name'),
      ];
    },
  },
  {
    name: 'memberships are managed downwards alone',
    run: async (stage, world) => {
      const attempts: [string, string][] = [
        [world.ours.member, `update membership set role = 'admin'`],
        [world.ours.member, 'delete from membership'],
        [
          world.ours.admin,
          `update membership set role = 'admin' where user_id = '${PEOPLE.member}'`,
        ],
        [
          world.ours.admin,
          `update membership set role = 'member' where role in ('admin', 'owner')`,
        ],
        [world.ours.admin, `delete from membership where role in ('admin', 'owner')`],
        [
          world.ours.owner,
          `update membership set role = 'owner' where user_id = '${PEOPLE.member}'`,
        ],
        [world.ours.owner, `delete from membership where role = 'owner'`],
        [
          world.ours.owner,
          `insert into membership (tenant_id, user_id, role, created_at, accepted_at)
          values ('${ours}', '${PEOPLE.stranger}', 'admin', now(), now())`,
        ],
        [
          world.ours.owner,
          `update membership set accepted_at = now() where user_id = '${PEOPLE.pending}'`,
        ],
      ];
      const problems: string[] = [];
      for (const [token, sql] of attempts) {
        problems.push(...unless(stopped(await stage.as('app', token, sql)), sql));
      }
      return problems;
    },
  },
  {
    name: 'evidence is added and never changed, and never in an operator’s name',
    run: async (stage, world) => {
      const problems: string[] = [];
      for (const table of ['ledger_entry', 'audit_entry', 'request', 'policy_version', 'tenant']) {
        const changed = await stage.as(
          'app',
          world.ours.owner,
          `update ${table} set ${table === 'tenant' ? 'id = id' : 'tenant_id = tenant_id'}`,
        );
        const removed = await stage.as('app', world.ours.owner, `delete from ${table}`);
        problems.push(...unless(stopped(changed) && stopped(removed), `${table} was changed`));
      }
      const forged = await stage.as(
        'app',
        world.ours.owner,
        `insert into audit_entry (tenant_id, id, at, actor_kind, actor_id, action, object_kind, outcome)
         values ('${ours}', '${id(321)}', now(), 'operator', '${PEOPLE.operator}', 'x', 'x', 'ok')`,
      );
      return [
        ...problems,
        ...unless(forged.refused === DENIED, 'an entry in an operator’s name was added'),
      ];
    },
  },
  {
    name: 'the app reads no password, no session and no key, signs nothing and creates nothing',
    run: async (stage, world) => {
      const problems: string[] = [];
      for (const sql of [
        'select password_hash from app_user',
        'select totp_sealed from app_user',
        'select token_hash from user_session',
        'select key from tenancy.context_key',
        `select tenancy.sign_context('${TENANTS.theirs}', '${PEOPLE.owner}', 'user', 'owner', interval '1 hour')`,
        `select tenancy.claim_job('me', interval '1 hour', 4)`,
        `select tenancy.admit('${TENANTS.theirs}', '${id(331)}', 'x@example.test', 'X', 'owner', now())`,
        'create temporary table folder_person (x int)',
        'create table public.loot (x int)',
        'alter table folder disable row level security',
        'truncate chunk',
      ]) {
        const { refused } = await stage.as('app', world.ours.owner, sql);
        problems.push(...unless(refused === DENIED, `${sql} (${refused ?? 'done'})`));
      }
      return problems;
    },
  },
];
