import { createHash } from 'node:crypto';
import { id, PEOPLE, TENANTS } from '../sql-people';
import { DENIED, type SqlProbe, unless } from '../sql-probe';
import type { SqlStage } from '../sql-stage';
import type { SqlWorld } from '../sql-world';

const { ours, theirs } = TENANTS;
const PLATFORM = '00000000-0000-0000-0000-000000000000';
const TABLES = ['audit_leaf', 'audit_head', 'audit_tile', 'audit_checkpoint'];
const HASH = `sha256('x')`;

const entry = (tenant: string, number: number) =>
  `insert into audit_entry (tenant_id, id, at, actor_kind, actor_id, action, object_kind, outcome, detail, salt)
   values ('${tenant}', '${id(number)}', '2026-11-01T12:00:00.123456Z', 'user', '${PEOPLE.owner}', 'a.b', 'folder', 'ok',
     '{"n": 1}', '${id(number + 50)}')`;

/** Three entries of each, placed, with a checkpoint and a tile. */
async function grown(stage: SqlStage): Promise<void> {
  await stage.becomeRoot();
  for (const table of TABLES) await stage.query(`delete from ${table}`);
  for (const number of [801, 802, 803])
    for (const tenant of [ours, theirs]) await stage.query(entry(tenant, number));
  await stage.query('select tenancy.sequence_audit(100)');
  for (const tenant of [ours, theirs]) {
    await stage.query(
      `insert into audit_tile (log_id, level, number, hashes, root) values ('${tenant}', 0, 0, decode(repeat('00', 8192), 'hex'), ${HASH})`,
    );
    await stage.query(
      `insert into audit_checkpoint (log_id, size, root, at, note) values ('${tenant}', 2, ${HASH}, now(), 'x')`,
    );
  }
}

async function logsSeen(
  stage: SqlStage,
  login: 'app' | 'operator' | 'auditor',
  token: string,
  table: string,
): Promise<string> {
  const { rows } = await stage.as(login, token, `select distinct log_id from ${table} order by 1`);
  return rows.map((row) => row.log_id).join();
}

const sha = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest();

function bodyOf(tenant: string, number: number): string {
  const commitment = sha(`${id(number + 50)}{"n": 1}`).toString('hex');
  return JSON.stringify([
    ...['tenantry-audit-1', tenant, id(number), '2026-11-01T12:00:00.123456Z', 'user'],
    ...[PEOPLE.owner, 'a.b', 'folder', '', '', 'ok', commitment],
  ]);
}

/** Of RFC 6962, over three leaves. */
function rootOfThree(tenant: string): string {
  const [a, b, c] = [801, 802, 803].map((number) => sha(`\0${bodyOf(tenant, number)}`));
  const node = (left: Buffer, right: Buffer) => sha(Buffer.concat([Buffer.of(1), left, right]));
  return node(a as Buffer, b as Buffer).toString('hex') + (c as Buffer).toString('hex');
}

export const AUDIT_PROBES: readonly SqlProbe[] = [
  {
    name: 'the trees over audit logs are seen by their tenant’s readers, by operators and auditors',
    run: (stage, world: SqlWorld) =>
      stage.attempt(async () => {
        await grown(stage);
        const problems: string[] = [];
        for (const table of TABLES) {
          const seen = (login: 'app' | 'operator' | 'auditor', token: string) =>
            logsSeen(stage, login, token, table);
          const { operator, auditor, finance } = world.platform;
          problems.push(
            ...unless(
              (await seen('app', world.ours.owner)) === ours,
              `${table}: not the own log alone`,
            ),
            ...unless(
              (await seen('app', world.keys.writer)) === ours,
              `${table}: hidden from keys`,
            ),
            ...unless(
              (await seen('app', world.keys.reader)) === '',
              `${table}: a key without scope`,
            ),
            ...unless((await seen('app', '')) === '', `${table}: without a context`),
            ...unless((await seen('operator', finance)) === '', `${table}: in another’s login`),
            ...unless((await seen('operator', operator)).includes(theirs), `${table}: no operator`),
            ...unless((await seen('auditor', auditor)).includes(theirs), `${table}: no auditor`),
          );
        }
        return problems;
      }),
  },
  {
    name: 'nobody changes what was recorded or what was built over it',
    run: (stage, world) =>
      stage.attempt(async () => {
        await grown(stage);
        const tries: ['app' | 'worker' | 'operator' | 'auditor', string, string][] = [];
        const logins = [
          ['app', world.ours.owner],
          ['app', world.worker],
          ['worker', ''],
          ['operator', world.platform.operator],
          ['auditor', world.platform.auditor],
        ] as const;
        for (const [login, token] of logins) {
          for (const table of TABLES) {
            tries.push([login, token, `update ${table} set log_id = '${ours}'`]);
            tries.push([login, token, `delete from ${table}`]);
          }
          tries.push([login, token, 'delete from audit_entry']);
          tries.push([login, token, `update audit_entry set detail = '{}'`]);
          tries.push([
            login,
            token,
            `insert into audit_leaf (log_id, entry_id, hash, body) values ('${ours}', '${id(899)}', ${HASH}, 'x')`,
          ]);
          tries.push([
            login,
            token,
            `insert into audit_head (log_id, size, peaks) values ('${id(898)}', 0, '{}')`,
          ]);
          tries.push([
            login,
            token,
            `insert into audit_tile (log_id, level, number, hashes, root) values ('${ours}', 0, 9, decode(repeat('00', 8192), 'hex'), ${HASH})`,
          ]);
          tries.push([
            login,
            token,
            `insert into audit_checkpoint (log_id, size, root, at, note) values ('${ours}', 9, ${HASH}, now(), 'x')`,
          ]);
        }
        for (const sql of [
          'select tenancy.sequence_audit(1)',
          `select tenancy.add_audit_checkpoint('${ours}', 3, ${HASH}, now(), 'x')`,
        ])
          tries.push(['app', world.ours.owner, sql], ['operator', world.platform.operator, sql]);
        tries.push(['worker', '', 'select body from audit_leaf']);
        const problems: string[] = [];
        for (const [login, token, sql] of tries) {
          const { refused } = await stage.as(login, token, sql);
          problems.push(...unless(refused === DENIED, `${login}: ${sql.slice(0, 60)}`));
        }
        return problems;
      }),
  },
  {
    name: 'each entry has its leaf and its place in the tree of its own log, once',
    run: (stage) =>
      stage.attempt(async () => {
        await grown(stage);
        await stage.query(
          `insert into platform_audit (id, at, actor_id, actor_role, action, reason)
           values ('${id(804)}', now(), '${PEOPLE.operator}', 'operator', 'a.b', 'x')`,
        );
        await stage.query('select tenancy.sequence_audit(100); select tenancy.sequence_audit(100)');
        const { rows: leaves } = await stage.query(
          `select log_id || ' ' || place as at, body from audit_leaf order by log_id, place`,
        );
        const { rows: heads } = await stage.query(
          `select log_id, size::int as size, (select string_agg(encode(p, 'hex'), '' order by n)
             from unnest(peaks) with ordinality u (p, n)) as peaks from audit_head`,
        );
        const of = (tenant: string) => heads.find((head) => head.log_id === tenant);
        return [
          ...unless(
            leaves.map((leaf) => leaf.at).join() ===
              [
                `${PLATFORM} 0`,
                ...[ours, theirs].sort().flatMap((t) => [`${t} 0`, `${t} 1`, `${t} 2`]),
              ].join(),
            'leaves are missing, or in another log',
          ),
          ...unless(
            leaves.some((leaf) => leaf.body === bodyOf(ours, 801)),
            'a leaf says something else',
          ),
          ...[ours, theirs].flatMap((tenant) => [
            ...unless(of(tenant)?.size === 3, 'a tree did not grow by its leaves'),
            ...unless(of(tenant)?.peaks === rootOfThree(tenant), 'a tree is none of RFC 6962'),
          ]),
        ];
      }),
  },
  {
    name: 'checkpoints are of what there is, and a witness answers once',
    run: (stage) =>
      stage.attempt(async () => {
        await grown(stage);
        await stage.become('worker');
        const keep = (size: number) =>
          stage.query(
            `select tenancy.add_audit_checkpoint('${ours}', ${size}, ${HASH}, now(), 'x') as kept`,
          );
        const answer = (text: string) =>
          stage.query(`select tenancy.witness_audit_checkpoint('${ours}', 3, '${text}') as kept`);
        const [more, all, again] = [await keep(4), await keep(3), await keep(3)];
        const [first, second] = [await answer('one'), await answer('two')];
        return [
          ...unless(more.rows[0]?.kept === false, 'a checkpoint of more than there is'),
          ...unless(all.rows[0]?.kept === true, 'no checkpoint was kept'),
          ...unless(again.rows[0]?.kept === false, 'a checkpoint was replaced'),
          ...unless(first.rows[0]?.kept === true, 'a witness was not heard'),
          ...unless(second.rows[0]?.kept !== true, 'a witness was heard twice'),
        ];
      }),
  },
];
