import { OPERATIONS } from '../sql-library';
import { PEOPLE, TENANTS } from '../sql-people';
import { DENIED, type SqlProbe, unless } from '../sql-probe';
import type { SqlStage } from '../sql-stage';
import { CHANGE, decide, LATER, onFree, run, steer } from './governed-stage';

const { ours } = TENANTS;
const [BROKEN, TAKEN, IN_USE] = ['23514', '23505', '55006'];

const HOME = { databaseTier: 'shared', vectorStore: 'lancedb', vectorTier: 'namespace' };
const TOGETHER = { ...HOME, vectorTier: 'shared' };
const CLUSTER = { ...HOME, vectorStore: 'qdrant', vectorTier: 'dedicated' };

const propose = (place: object, { change = CHANGE, from = HOME } = {}) =>
  `select tenancy.propose_placement('${change}', '${ours}', '${JSON.stringify(from)}', '${JSON.stringify(place)}', 'a reason',
     null, now()) as state`;

const moves = (detail: object) =>
  `insert into tenant_operation (tenant_id, id, kind, detail, requested_by, requested_role, reason, created_at)
   values ('${ours}', gen_random_uuid(), 'move', '${JSON.stringify(detail)}', '${PEOPLE.operator}', 'operator', 'a reason', now())`;

/** Ours in a namespace of its own, with or without a cluster, and no move of anybody in hand. Gives another operator. */
async function atHome(stage: SqlStage, cluster: boolean): Promise<string> {
  const second = await onFree(stage);
  await stage.query("update tenant_operation set state = 'done' where kind = 'move'");
  await stage.query(
    `update tenant_placement set database_tier = 'shared', vector_store = 'lancedb', vector_tier = 'namespace',
       building_store = null, building_tier = null, building_generation = null, building_state = null,
       endpoint_sealed = ${cluster ? "'sealed'" : 'null'}, endpoint_host = ${cluster ? "'host'" : 'null'} where tenant_id = $1`,
    [ours],
  );
  return second;
}

/** Who asked for the move of the change and where to, or nothing. */
async function asked(stage: SqlStage): Promise<string> {
  await stage.becomeRoot();
  const { rows } = await stage.query(
    `select o.kind || ' ' || o.state || ' ' || (o.detail -> 'target' ->> 'vectorTier') || ' ' || o.requested_by as all
     from tenant_operation o where o.tenant_id = $1 and o.id = $2`,
    [ours, CHANGE],
  );
  return String(rows[0]?.all ?? 'nothing');
}

export const PLACEMENT_PROBES: readonly SqlProbe[] = [
  {
    name: 'a move is proposed by an operator, decided by another, and asked for by nobody else',
    run: (stage, world) =>
      stage.attempt(async () => {
        const problems: string[] = [];
        const second = await atHome(stage, false);
        const { operator, auditor } = world.platform;
        for (const token of ['', auditor, world.ours.owner, world.worker]) {
          const { refused } = await stage.as('operator', token, propose(TOGETHER));
          problems.push(...unless(refused === DENIED, 'somebody else proposed a move'));
        }
        const refusals: [string, string][] = [
          [moves({ target: TOGETHER }), DENIED],
          [moves({ target: TOGETHER, release: true }), DENIED],
          [
            `select tenancy.begin_move('${CHANGE}', '${PEOPLE.operator}', 'operator', now())`,
            DENIED,
          ],
          [propose(HOME), BROKEN],
          [propose(CLUSTER), BROKEN],
          [propose({ ...HOME, vectorTier: 'elsewhere' }), BROKEN],
          [propose({ vectorTier: 'shared' }), BROKEN],
          [propose({ ...TOGETHER, modelAccount: 'own' }), BROKEN],
          [propose(HOME, { from: TOGETHER }), TAKEN],
        ];
        for (const [sql, code] of refusals) {
          const { refused } = await stage.as('operator', operator, sql);
          problems.push(
            ...unless(
              refused === code,
              `${code} was expected, not ${refused}: ${sql.slice(0, 99)}`,
            ),
          );
        }
        const released = await stage.as('operator', operator, moves({ release: true }));
        problems.push(...unless(released.count === 1, 'a way back could not be given up'));
        await stage.become('operator', operator);
        const { rows } = await stage.query(propose(TOGETHER));
        const twice = await stage.query(propose(TOGETHER, { change: LATER }));
        const alone = await stage.query(decide(true));
        const before = await asked(stage);
        await stage.become('operator', second);
        const decided = await stage.query(decide(true));
        const undone = await stage.query(steer('undo'));
        return [
          ...problems,
          ...unless(rows[0]?.state === 'waiting', 'a move did not wait'),
          ...unless(twice.refused === IN_USE, 'two moves were proposed'),
          ...unless(alone.refused === DENIED, 'who proposed a move approved it'),
          ...unless(before === 'nothing', 'a move began unapproved'),
          ...unless(decided.rows[0]?.state === 'done', 'another operator could not approve'),
          ...unless(undone.rows[0]?.state === null, 'a move was taken back by one operator'),
          ...unless(
            (await asked(stage)) === `move queued shared ${PEOPLE.operator}`,
            'not what was approved was asked for',
          ),
        ];
      }),
  },
  {
    name: 'an approved move begins where the data still lies and once no other runs, to the cluster that was looked at',
    run: (stage, world) =>
      stage.attempt(async () => {
        const second = await atHome(stage, true);
        const { operator } = world.platform;
        const approve = async () => {
          await stage.become('operator', second);
          return (await stage.query(decide(true))).rows[0]?.state;
        };
        await stage.become('operator', operator);
        await stage.query(propose(TOGETHER));
        await stage.becomeRoot();
        const elsewhere = await stage.attempt(async () => {
          await stage.query(
            "update tenant_placement set vector_store = 'pgvector' where tenant_id = $1",
            [ours],
          );
          return `${await approve()}, ${await asked(stage)}`;
        });
        const set = (state: string) =>
          stage.query('update tenant_operation set state = $3 where tenant_id = $1 and id = $2', [
            ours,
            OPERATIONS.held,
            state,
          ]);
        const later = await stage.attempt(async () => {
          await set('running');
          const state = await approve();
          await stage.becomeRoot();
          await set('done');
          await stage.become('worker');
          await stage.query(run());
          return `${state}, ${await asked(stage)}`;
        });
        const cluster = `select tenancy.set_vector_endpoint('${ours}', '', 'other', now()) as set`;
        const free = await stage.as('operator', operator, cluster);
        await stage.query("update policy_change set state = 'withdrawn' where id = $1", [CHANGE]);
        await stage.become('operator', operator);
        await stage.query(propose(CLUSTER, { change: LATER }));
        const held = await stage.query(cluster);
        return [
          ...unless(elsewhere === 'withdrawn, nothing', `moved from elsewhere: ${elsewhere}`),
          ...unless(
            later === `ready, move queued shared ${PEOPLE.operator}`,
            `beside another move: ${later}`,
          ),
          ...unless(free.rows[0]?.set === true, 'no cluster could be set'),
          ...unless(held.rows[0]?.set === false, 'the cluster was changed after it was looked at'),
        ];
      }),
  },
];
