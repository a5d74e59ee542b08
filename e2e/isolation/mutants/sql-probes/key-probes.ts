import { KEYS, type Key, secretOf } from '../sql-keys';
import { documentIn, FOLDERS } from '../sql-library';
import { id, PEOPLE, TENANTS } from '../sql-people';
import { DENIED, NO_SUCH_ROW, type SqlProbe, stopped, unless } from '../sql-probe';
import type { SqlStage } from '../sql-stage';
import { wrongContext } from './credential-probes';

const { ours, theirs } = TENANTS;
const HERE = '192.0.2.7';
const ELSEWHERE = '198.51.100.7';

const mint = (stage: SqlStage, key: string, secret: string, address: string | null = HERE) =>
  stage.as('app', '', 'select * from tenancy.mint_key($1, $2, $3)', [
    key,
    secretOf(secret),
    address,
  ]);
const addDocument = (folder: string, by: string) =>
  `insert into document (tenant_id, id, folder_id, name_sealed, media_type, bytes, content_mac, created_by, created_at, stage_at)
   values ('${ours}', '${id(190)}', '${folder}', '\\x00', 'text/plain', 1, '\\x00', '${by}', now(), now())`;
const addKey = (by: string) =>
  `insert into api_key (tenant_id, id, name_sealed, tier, secret_hash, scopes, created_by, created_at)
   values ('${ours}', '${id(191)}', '\\x00', 'pro', '\\x${'07'.repeat(32)}', '{usage}', '${by}', now())`;

export const KEY_PROBES: readonly SqlProbe[] = [
  {
    name: 'a key is minted for its own secret, while it holds, where it may be used',
    run: async (stage) => {
      const problems: string[] = [];
      const none: [Key, string][] = [
        // Before and after its own in the order of the index.
        ['reader', 'another'],
        ['reader', 'wrong'],
        ['reader', 'writer'],
        ['revoked', 'revoked'],
        ['expired', 'expired'],
        ['erasing', 'erasing'],
      ];
      for (const [key, secret] of none) {
        const { count } = await mint(stage, KEYS[key], secret);
        problems.push(...unless(count === 0, `${key} was let in with the secret ${secret}`));
      }
      const refused: [Key, string | null][] = [
        ['paused', HERE],
        ['near', ELSEWHERE],
        ['near', null],
      ];
      for (const [key, address] of refused) {
        const { rows } = await mint(stage, KEYS[key], key, address);
        const held = rows.length === 1 && rows[0]?.context === null;
        problems.push(...unless(held, `${key} was let in from ${address}`));
      }
      const near = await mint(stage, KEYS.near, 'near');
      return [...problems, ...unless(Boolean(near.rows[0]?.context), 'a near key was refused')];
    },
  },
  {
    name: 'a key’s context is of its tenant and of itself, for a minute',
    run: async (stage) => {
      const own = await mint(stage, KEYS.reader, 'reader');
      const their = await mint(stage, KEYS.reader, 'their reader');
      return [
        ...unless(own.rows.length === 1 && their.rows.length === 1, 'not one context each'),
        ...wrongContext(own.rows[0]?.context, [ours, KEYS.reader, 'key', 'key']),
        ...wrongContext(their.rows[0]?.context, [theirs, KEYS.reader, 'key', 'key']),
      ];
    },
  },
  {
    name: 'the context of a key that ended, or whose workspace did, is worth nothing',
    run: async (stage, world) => {
      const problems: string[] = [];
      for (const key of ['revoked', 'expired', 'paused', 'erasing'] as const) {
        const { rows } = await stage.as(
          'app',
          world.keys[key],
          'select tenancy.current_tenant() as t',
        );
        problems.push(...unless(rows[0]?.t === null, `${key} has a tenant`));
      }
      return problems;
    },
  },
  {
    name: 'a key reads what everyone reads, and nothing without a scope for it',
    run: async (stage, world) => {
      const read = async (key: Key) => {
        const { rows } = await stage.as(
          'app',
          world.keys[key],
          'select id from document order by 1',
        );
        return rows.map((row) => row.id).join();
      };
      const [reader, caller] = [await read('reader'), await read('caller')];
      const audit = (key: Key) => stage.as('app', world.keys[key], 'select id from audit_entry');
      const [reads, may] = [await audit('reader'), await audit('writer')];
      return [
        ...unless(reader === documentIn('open'), `a key reads ${reader}`),
        ...unless(caller === '', `a key without a scope reads ${caller}`),
        ...unless(reads.count === 0, 'a key without the scope reads the audit log'),
        ...unless(may.count > 0, 'a key with the scope reads no audit log'),
      ];
    },
  },
  {
    name: 'a key changes documents in open folders, in its own name, with the scope alone',
    run: async (stage, world) => {
      const as = (key: Key, sql: string) => stage.as('app', world.keys[key], sql);
      const writer = KEYS.writer;
      const may = await as('writer', addDocument(FOLDERS.open, writer));
      const closed = await as('writer', addDocument(FOLDERS.named, writer));
      const forged = await as('writer', addDocument(FOLDERS.open, PEOPLE.owner));
      const reader = await as('reader', addDocument(FOLDERS.open, KEYS.reader));
      const change = "update document set media_type = 'x' returning id";
      const changed = await as('writer', change);
      const unscoped = await as('reader', change);
      const moved = await as('writer', `update document set folder_id = '${FOLDERS.closed}'`);
      const left = await as('reader', 'delete from lexical_posting');
      const kept = await as('reader', 'delete from document');
      return [
        ...unless(may.count === 1, `a document was refused (${may.refused})`),
        ...unless(closed.refused === DENIED, 'a document was added to a closed folder'),
        ...unless(forged.refused === DENIED, 'a document was added in a person’s name'),
        ...unless(reader.refused === DENIED, 'a document was added without the scope'),
        ...unless(changed.count === 1, `${changed.count} documents were changed`),
        ...unless(stopped(unscoped), 'documents were changed without the scope'),
        ...unless(stopped(moved), 'a document was moved out of sight'),
        ...unless(stopped(left) && stopped(kept), 'documents were removed without the scope'),
      ];
    },
  },
  {
    name: 'keys are the owner’s and the admins’ to see, to make and to end, and a secret nobody’s',
    run: async (stage, world) => {
      const list = 'select id from api_key order by 1';
      const member = await stage.as('app', world.ours.member, list);
      const own = await stage.as('app', world.keys.reader, list);
      const hash = await stage.as('app', world.ours.owner, 'select secret_hash from api_key');
      const made = await stage.as('app', world.ours.admin, addKey(PEOPLE.admin));
      const forged = await stage.as('app', world.ours.admin, addKey(PEOPLE.owner));
      const bred = await stage.as('app', world.keys.writer, addKey(KEYS.writer));
      const end = (by: string) =>
        `update api_key set revoked_at = now(), revoked_by = '${by}' where id = '${KEYS.reader}'`;
      const ended = await stage.as('app', world.ours.admin, end(PEOPLE.admin));
      const named = await stage.as('app', world.ours.admin, end(PEOPLE.owner));
      const self = await stage.as('app', world.keys.reader, end(KEYS.reader));
      const back = await stage.as(
        'app',
        world.ours.owner,
        `update api_key set revoked_at = null, revoked_by = null where id = '${KEYS.revoked}'`,
      );
      const wider = await stage.as(
        'app',
        world.ours.owner,
        "update api_key set scopes = '{audit}'",
      );
      const fresh = await stage.as('app', world.ours.owner, "update api_key set ancestors = '{}'");
      return [
        ...unless(member.count === 0, 'a member sees keys'),
        ...unless(own.rows.map((row) => row.id).join() === KEYS.reader, 'a key sees other keys'),
        ...unless(hash.refused === DENIED, 'the HMAC of a key was read'),
        ...unless(made.count === 1, `an admin’s key was refused (${made.refused})`),
        ...unless(forged.refused === DENIED, 'a key was made in another name'),
        ...unless(bred.refused === DENIED, 'a key made a key'),
        ...unless(ended.count === 1, `a key was not ended (${ended.refused})`),
        ...unless(stopped(named), 'a key was ended in another name'),
        ...unless(stopped(self), 'a key ended itself'),
        ...unless(stopped(back), 'a revoked key came back'),
        ...unless(wider.refused === DENIED, 'a key was given more'),
        ...unless(fresh.refused === DENIED, 'a key was freed of the budgets of its ancestors'),
      ];
    },
  },
  {
    name: 'a key’s conversations are its own, and go with nobody else',
    run: async (stage, world) => {
      const list = 'select id from conversation order by 1';
      const own = await stage.as('app', world.keys.reader, list);
      const owner = await stage.as('app', world.ours.owner, list);
      const begin = (user: string) =>
        `insert into conversation (tenant_id, id, user_id, title_sealed, created_at, updated_at)
         values ('${ours}', '${id(192)}', '${user}', '\\x00', now(), now())`;
      const stranger = await stage.attempt(async () => {
        await stage.becomeRoot();
        return stage.query(begin(PEOPLE.theirOwner));
      });
      const left = await stage.attempt(async () => {
        await stage.becomeRoot();
        await stage.query('delete from membership where tenant_id = $1 and user_id = $2', [
          ours,
          PEOPLE.both,
        ]);
        return stage.query('select tenant_id from conversation where user_id = $1', [PEOPLE.both]);
      });
      return [
        ...unless(own.rows.map((row) => row.id).join() === KEYS.reader, 'a key reads others’'),
        ...unless(
          owner.rows.every((row) => row.id !== KEYS.reader),
          'a key’s is read by people',
        ),
        ...unless(stranger.refused === NO_SUCH_ROW, 'a conversation of nobody was begun'),
        ...unless(
          left.rows.length > 0 && left.rows.every((row) => row.tenant_id === theirs),
          'conversations did not go with their person here alone',
        ),
      ];
    },
  },
  {
    name: 'what a process remembers of keys, and work under them, ends with the key',
    run: async (stage) => {
      const keys: [string, Key, boolean][] = [
        [ours, 'reader', false],
        [ours, 'revoked', true],
        [ours, 'expired', true],
        [TENANTS.paused, 'paused', true],
        [theirs, 'writer', true],
      ];
      const params = [keys.map(([tenant]) => tenant), keys.map(([, key]) => KEYS[key])];
      const expected = keys.flatMap(([, , over], n) => (over ? [n + 1] : [])).join();
      const changed = await stage.as(
        'worker',
        '',
        'select place from tenancy.changed_keys($1, $2, array[1, 1, 1, 1, 1]) order by 1',
        params,
      );
      const policy = await stage.as(
        'worker',
        '',
        'select place from tenancy.changed_keys($1, $2, $3)',
        [[ours], [KEYS.reader], [7]],
      );
      const nobody = keys.map(() => null);
      const ended = await stage.as(
        'worker',
        '',
        'select place from tenancy.ended_work($1, $3::uuid[], $3::uuid[], $2) order by 1',
        [...params, nobody],
      );
      const places = (rows: Record<string, unknown>[]) => rows.map((row) => row.place).join();
      return [
        ...unless(places(changed.rows) === expected, `changed: ${places(changed.rows)}`),
        ...unless(policy.count === 1, 'another policy was not noticed'),
        ...unless(places(ended.rows) === expected, `ended: ${places(ended.rows)}`),
      ];
    },
  },
];
