import { RowFiller } from '../row-filler';
import { id, PEOPLE, TENANTS } from '../sql-people';
import { DENIED, type SqlProbe, unless } from '../sql-probe';
import type { SqlStage } from '../sql-stage';
import type { SqlWorld } from '../sql-world';
import { closeMonth, creditStatement, putStatement, STATEMENT } from './statement-stage';

const { ours } = TENANTS;
const KEPT = 'TS009';

/** As finance with its audit entry, beside one statement. */
function attempt(stage: SqlStage, world: SqlWorld, action: string, sql: string) {
  return stage.attempt(async () => {
    const filler = new RowFiller(stage.client);
    await putStatement(stage, filler);
    const whose = { actor_id: PEOPLE.finance, actor_role: 'finance', subject_tenant: ours };
    await filler.put('platform_audit', { id: id(327), action, ...whose });
    await stage.become('finance', world.platform.finance);
    return (await stage.query(sql)).refused;
  });
}

/** What was issued stays, in its order, and is never taken back twice. */
export const STATEMENT_PROBES: readonly SqlProbe[] = [
  {
    name: 'months are closed one after the other, once, with lines that add up',
    run: async (stage, world) => {
      const close = (sql: string) => attempt(stage, world, 'statement.close', sql);
      return [
        ...unless((await close(closeMonth('2001-02'))) === undefined, 'the next cannot be closed'),
        ...unless((await close(closeMonth('2001-01'))) === 'TS001', 'a month was closed twice'),
        ...unless((await close(closeMonth('2001-03'))) === 'TS002', 'a month was left out'),
        ...unless((await close(closeMonth('2001-02', 8))) === '23514', 'a sum was made up'),
      ];
    },
  },
  {
    name: 'a credit note takes back what is there, beside the notes that were seen',
    run: async (stage, world) => {
      const credit = (sql: string) => attempt(stage, world, 'statement.credit', sql);
      return [
        ...unless((await credit(creditStatement(-5))) === undefined, 'nothing is taken back'),
        ...unless((await credit(creditStatement(-6))) === 'TS004', 'more was taken back'),
        ...unless((await credit(creditStatement(1))) === 'TS004', 'something was charged'),
        ...unless((await credit(creditStatement(-5, 1))) === 'TP001', 'a note was overtaken'),
      ];
    },
  },
  {
    name: 'what was issued is changed and removed by nobody',
    run: async (stage) => {
      const problems: string[] = [];
      for (const sql of [
        `update issued_statement set due_minor = 1, net_minor = 1 where id = '${STATEMENT}'`,
        `delete from issued_statement where id = '${STATEMENT}'`,
      ]) {
        const refused = await stage.attempt(async () => {
          await putStatement(stage, new RowFiller(stage.client));
          return (await stage.query(sql)).refused;
        });
        problems.push(...unless(refused === KEPT, `done: ${sql} (${refused})`));
      }
      return problems;
    },
  },
  {
    name: 'a statement is planted in a canary alone',
    run: async (stage, world) => {
      const plant = `select tenancy.plant_statement('${id(328)}', now())`;
      const { refused } = await stage.as('app', world.ours.owner, plant);
      return unless(refused === DENIED, 'one was planted in a workspace');
    },
  },
];
