import { id, PEOPLE, TENANTS } from '../sql-people';
import { DENIED, type SqlProbe, unless } from '../sql-probe';
import type { SqlStage } from '../sql-stage';

const { ours, theirs } = TENANTS;
const PLATFORM = '00000000-0000-0000-0000-000000000000';
const HASH = `sha256('x')`;
const OLD = '2015-01-01T00:00:00Z';
const EXPIRE = `select tenancy.expire_audit(now() - interval '7 years', now(), 100) as ended`;

const entry = (tenant: string, number: number) =>
  `insert into audit_entry (tenant_id, id, at, actor_kind, actor_id, action, object_kind, outcome)
   values ('${tenant}', '${id(number)}', '${OLD}', 'user', '${PEOPLE.owner}', 'a.b', 'folder', 'ok')`;

const checkpoint = (log: string, size: number, at: string) =>
  `insert into audit_checkpoint (log_id, size, root, at, note) values ('${log}', ${size}, ${HASH}, '${at}', 'x')`;

/** Old entries of three logs; an old checkpoint covers the first of each, a new one the second. Nobody is held. */
async function grown(stage: SqlStage): Promise<void> {
  await stage.becomeRoot();
  for (const table of ['audit_leaf', 'audit_head', 'audit_tile', 'audit_checkpoint', 'audit_store'])
    await stage.query(`delete from ${table}`);
  await stage.query('delete from legal_hold');
  for (const number of [811, 812]) {
    for (const tenant of [ours, theirs]) await stage.query(entry(tenant, number));
    await stage.query(
      `insert into platform_audit (id, at, actor_id, actor_role, action, subject_tenant, reason)
       values ('${id(number)}', '${OLD}', '${PEOPLE.operator}', 'operator', 'a.b', '${theirs}', 'x')`,
    );
  }
  await stage.query('select tenancy.sequence_audit(100)');
  for (const log of [ours, theirs, PLATFORM]) {
    await stage.query(checkpoint(log, 1, OLD));
    await stage.query(checkpoint(log, 2, '2026-01-01T00:00:00Z'));
  }
}

/** `log entry` of the leaves that say nothing any more. */
async function ended(stage: SqlStage): Promise<string[]> {
  await stage.becomeRoot();
  const { rows } = await stage.query(
    `select log_id || ' ' || place as at from audit_leaf where body is null order by 1`,
  );
  return rows.map((row) => String(row.at));
}

async function expire(stage: SqlStage): Promise<void> {
  await stage.become('worker');
  await stage.query(EXPIRE);
}

export const AUDIT_EXPIRY_PROBES: readonly SqlProbe[] = [
  {
    name: 'entries end that an old checkpoint covers, and no others, and their log says so',
    run: (stage) =>
      stage.attempt(async () => {
        await grown(stage);
        await expire(stage);
        const gone = await ended(stage);
        const { rows } = await stage.query(
          `select e.tenant_id from audit_entry e where e.action = 'audit.expire' and e.detail @> '{"entries": 1}' order by 1`,
        );
        const { rows: kept } = await stage.query(
          `select e.id from audit_entry e where e.action = 'a.b' and e.tenant_id = '${ours}'`,
        );
        return [
          ...unless(
            gone.join() === [`${PLATFORM} 0`, `${ours} 0`, `${theirs} 0`].sort().join(),
            'other entries ended than an old checkpoint covers',
          ),
          ...unless(
            rows.map((row) => row.tenant_id).join() === [ours, theirs].sort().join(),
            'a log does not say that entries ended',
          ),
          ...unless(kept.length === 1, 'entries and leaves ended apart'),
        ];
      }),
  },
  {
    name: 'entries of a tenant under a legal hold do not end, in the platform’s log neither',
    run: (stage) =>
      stage.attempt(async () => {
        await grown(stage);
        await stage.query(
          `insert into legal_hold (tenant_id, id, reason, placed_by, placed_by_kind, placed_at)
           values ('${theirs}', '${id(820)}', 'a dispute', '${PEOPLE.operator}', 'operator', now())`,
        );
        await expire(stage);
        return unless((await ended(stage)).join() === `${ours} 0`, 'an entry ended under a hold');
      }),
  },
  {
    name: 'entries end when they are a year old, for the worker alone',
    run: (stage, world) =>
      stage.attempt(async () => {
        const early = `select tenancy.expire_audit(now() - interval '300 days', now(), 100)`;
        const tries = [
          await stage.as('worker', '', early),
          await stage.as('app', world.ours.owner, EXPIRE),
          await stage.as('app', world.worker, EXPIRE),
          await stage.as('operator', world.platform.operator, EXPIRE),
        ];
        return tries.flatMap(({ refused }, n) =>
          unless(refused === DENIED, `somebody ended entries (${n})`),
        );
      }),
  },
  {
    name: 'a leaf has one place and one body',
    run: (stage) =>
      stage.attempt(async () => {
        await grown(stage);
        const tries = [
          await stage.query(`update audit_leaf set place = place + 10 where log_id = '${ours}'`),
          await stage.query(`update audit_leaf set body = 'x' where log_id = '${ours}'`),
        ];
        return tries.flatMap(({ refused }, n) =>
          unless(refused === DENIED, `a leaf was changed (${n})`),
        );
      }),
  },
  {
    name: 'what an object store has is said by the worker, of what was signed, and never less',
    run: (stage, world) =>
      stage.attempt(async () => {
        await grown(stage);
        const stored = (size: number) =>
          `select tenancy.stored_audit_checkpoint('${ours}', ${size}, now()) as kept`;
        const denied = [
          await stage.as('app', world.ours.owner, stored(2)),
          await stage.as('operator', world.platform.operator, stored(2)),
          await stage.as('app', world.ours.owner, 'select from audit_store'),
          await stage.as('worker', '', `delete from audit_store`),
        ];
        await stage.become('worker');
        const more = await stage.query(stored(3));
        const all = await stage.query(stored(2));
        const less = await stage.query(stored(1));
        await stage.becomeRoot();
        const { rows } = await stage.query('select size::int as size from audit_store');
        const seen = (token: string) => stage.as('operator', token, 'select from audit_store');
        return [
          ...denied.flatMap(({ refused }, n) => unless(refused === DENIED, `not refused (${n})`)),
          ...unless(more.rows[0]?.kept === false, 'stored what was never signed'),
          ...unless(all.rows[0]?.kept === true, 'what is stored was not kept'),
          ...unless(less.rows[0]?.kept === false, 'less is stored than before'),
          ...unless(rows[0]?.size === 2, 'another size is stored'),
          ...unless((await seen(world.platform.operator)).count === 1, 'operators see nothing'),
          ...unless((await seen(world.platform.finance)).count === 0, 'in another’s login'),
        ];
      }),
  },
];
