import { RowFiller } from '../row-filler';
import { id, PEOPLE, TENANTS } from '../sql-people';
import { DENIED, type SqlProbe, stopped, unless } from '../sql-probe';
import type { SqlStage } from '../sql-stage';
import { putStatement } from './statement-stage';

const TARGET = id(671);
const EXPORT = id(672);
const SHA = "repeat('0', 64)";

const asks = (by: string) =>
  `insert into finance_export (id, dataset, format, from_day, to_day, requested_by, requested_at, next_at)
   values ('${id(673)}', 'focus', 'csv', '2026-01-01', '2026-01-31', '${by}', now(), now())`;
const schedules = (by: string) =>
  `insert into export_target (id, name, kind, place, dataset, format, cadence, next_from, created_at, created_by)
   values ('${id(674)}', 'A folder', 'directory', '{}', 'focus', 'csv', 'daily', '2026-01-01', now(), '${by}')`;
const closes = (by: string) =>
  `insert into difference_note (id, day, model, batch, token_type, kind, state, note, by_id, at)
   values ('${id(675)}', '2026-01-01', 'm', false, 'other', 'price', 'closed', 'enough', '${by}', now())`;
const invoices = (by: string) =>
  `insert into provider_invoice (id, month, number, amount_cents, entered_by, entered_at)
   values ('${id(676)}', '2026-01-01', 'A', 1, '${by}', now())`;
const books = (by: string) =>
  `insert into journal_account (kind, code, name, set_by, set_at) values ('cost', '1', 'Costs', '${by}', now())`;
const claim = `select context from tenancy.claim_export('one', '1 minute', now())`;
const renew = (worker: string) =>
  `select context from tenancy.renew_export('${EXPORT}', '${worker}', '1 minute')`;
const LEFT = `update app_user set platform_role = null where id = '${PEOPLE.finance}'`;
const DISABLED = `update app_user set disabled_at = now() where id = '${PEOPLE.finance}'`;
const REMOVED = `update export_target set removed_at = now() where id = '${TARGET}'`;
const end = (worker: string) =>
  `select tenancy.end_export('${EXPORT}', '${worker}', now(), null, false, 'no', null) as ended`;

/** An export that waits, of whom and for which target. */
async function waiting(stage: SqlStage, by: string, target: string | null = null): Promise<void> {
  await stage.becomeRoot();
  await stage.query(
    `insert into export_target (id, name, kind, place, secret, dataset, format, cadence, next_from, created_at, created_by)
     values ($1, 'A bucket', 's3', '{}', 'sealed', 'focus', 'csv', 'daily', '2026-01-01', now(), $2)`,
    [TARGET, PEOPLE.finance],
  );
  await stage.query(
    `insert into finance_export (id, target_id, dataset, format, from_day, to_day, requested_by, requested_at, next_at)
     values ($1, $2, 'focus', 'csv', '2026-01-01', '2026-01-31', $3, now(), now())`,
    [EXPORT, target, by],
  );
}

/** Of February 2001: statements of five and, of a tenant that is erased, of seven nano-dollars, and of January one more; and a cost. */
async function booked(stage: SqlStage, cost: number): Promise<void> {
  const filler = new RowFiller(stage.client);
  await stage.becomeRoot();
  await putStatement(stage, filler, '2001-02-28T23:59:59Z');
  await stage.query('set local session_replication_role = replica');
  for (const [label, issued_at] of [
    ['S-GONE-0001', '2001-02-01T00:00:00Z'],
    ['S-GONE-0002', '2001-01-31T23:59:59Z'],
  ])
    await filler.put('erased_statement', {
      ...{ erased_id: id(677), label, issued_at, total_nano: 7, currency: 'USD' },
    });
  const at = '2001-02-11T12:00:00Z';
  const of = { tenant_id: TENANTS.ours, at, kind: 'call', tags: '{}' };
  await filler.put('ledger_entry', { ...of, id: id(678), cost_nano: cost, price_nano: 0 });
  await filler.put('ledger_touch', { tenant_id: TENANTS.ours, day: '2001-02-11', due: at });
  await stage.query('set local session_replication_role = origin');
}

/** A journal of that month that is done, with these sums, beside one of January too that agrees; whether it differs. */
async function differs(stage: SqlStage, papers: number, cost: number): Promise<boolean> {
  await stage.becomeRoot();
  await stage.query('delete from finance_export');
  for (const [file, from, paper, spent] of [
    [EXPORT, '2001-02-01', papers, cost],
    [id(679), '2001-01-01', 19, 30_000_000],
  ])
    await stage.query(
      `insert into finance_export (id, dataset, format, from_day, to_day, requested_by, requested_at, next_at, state, row_count,
         bytes, sha256, ended_at, file_nano, ledger_nano, file_cost_nano)
       values ($1, 'journal', 'csv', $2, '2001-02-28', $3, now(), now(), 'done', 1, 1, ${SHA}, now(), $4, $4, $5)`,
      [file, from, PEOPLE.finance, paper, spent],
    );
  await stage.become('worker');
  const { rows } = await stage.query("select tenancy.check_exports('2001-02-01') as differing");
  return rows[0]?.differing !== 0;
}

/** Files of figures, where they are brought, and what was said of differences to the provider. */
export const EXPORT_PROBES: readonly SqlProbe[] = [
  {
    name: 'what finance asks for, schedules and notes is in its own name, and nobody else’s',
    run: (stage, world) =>
      stage.attempt(async () => {
        await waiting(stage, PEOPLE.finance);
        const { finance } = world.platform;
        const problems: string[] = [];
        for (const write of [asks, schedules, closes, invoices, books]) {
          const own = await stage.as('finance', finance, write(PEOPLE.finance));
          problems.push(
            ...unless(own.count === 1, `finance cannot: ${write('')} (${own.refused})`),
          );
          for (const [token, by] of [
            [finance, PEOPLE.operator],
            [world.posing.finance, PEOPLE.owner],
          ] as const)
            problems.push(
              ...unless(stopped(await stage.as('finance', token, write(by))), write(by)),
            );
        }
        for (const sql of [
          `update finance_export set state = 'failed' where id = '${EXPORT}'`,
          "update difference_note set note = 'another'",
          'update provider_invoice set amount_cents = 2',
          "update journal_account set code = '2'",
          'delete from finance_export',
          'select secret from export_target',
        ])
          problems.push(
            ...unless((await stage.as('finance', finance, sql)).refused === DENIED, `runs: ${sql}`),
          );
        for (const table of ['finance_export', 'export_target']) {
          const columns = table === 'export_target' ? 'id' : '*';
          const posing = await stage.as(
            'finance',
            world.posing.finance,
            `select ${columns} from ${table}`,
          );
          problems.push(...unless(posing.count === 0, `whoever has the login reads ${table}`));
          const tenant = await stage.as('app', world.ours.owner, `select from ${table}`);
          problems.push(...unless(tenant.refused === DENIED, `a tenant reads ${table}`));
        }
        return problems;
      }),
  },
  {
    name: 'an export is written by one worker, under a context of somebody who is of finance',
    run: async (stage) => {
      const claimed = (by: string, target: string | null, before = '') =>
        stage.attempt(async () => {
          await waiting(stage, by, target);
          if (before) await stage.query(before);
          await stage.become('worker');
          const first = await stage.query(claim);
          const second = await stage.query(claim);
          const others = await stage.query(renew('two'));
          const ended = await stage.query(end('two'));
          return { first, second, others, ended };
        });
      const finance = await claimed(PEOPLE.finance, null);
      const operator = await claimed(PEOPLE.operator, null);
      const removed = await claimed(PEOPLE.finance, TARGET, REMOVED);
      const disabled = await claimed(PEOPLE.finance, null, DISABLED);
      const renewed = (meanwhile: string) =>
        stage.attempt(async () => {
          await waiting(stage, PEOPLE.finance, TARGET);
          await stage.become('worker');
          await stage.query(claim);
          await stage.becomeRoot();
          await stage.query(meanwhile);
          await stage.become('worker');
          return stage.query(renew('one'));
        });
      const left = await renewed(LEFT);
      const ended = await renewed(DISABLED);
      const gone = await renewed(REMOVED);
      return [
        ...unless(finance.first.count === 1, `a worker takes nothing (${finance.first.refused})`),
        ...unless(finance.second.count === 0, 'two workers take it'),
        ...unless(finance.others.count === 0, 'a worker that holds nothing gets a context'),
        ...unless(finance.ended.rows[0]?.ended === false, 'a worker ends what it does not hold'),
        ...unless(operator.first.count === 0, 'a context of finance for somebody who is not'),
        ...unless(removed.first.count === 0, 'a file is brought to a removed target'),
        ...unless(disabled.first.count === 0, 'a context of finance for somebody who is disabled'),
        ...unless(left.count === 0, 'somebody who left finance keeps a context'),
        ...unless(ended.count === 0, 'somebody who is disabled keeps a context'),
        ...unless(gone.count === 0, 'a context is kept for a removed target'),
      ];
    },
  },
  {
    name: 'a journal is compared with the papers of its days and the cost of its month to the cent',
    run: (stage) =>
      stage.attempt(async () => {
        await booked(stage, 26_000_000);
        return [
          ...unless(!(await differs(stage, 12, 30_000_000)), 'what agrees differs'),
          ...unless(
            await differs(stage, 5, 30_000_000),
            'what was sent to an erased tenant is left out',
          ),
          ...unless(await differs(stage, 19, 30_000_000), 'another month’s papers are in it'),
          ...unless(await differs(stage, 12, 20_000_000), 'another cost agrees'),
        ];
      }),
  },
  {
    name: 'a file is done only when its sum is the ledger’s',
    run: (stage) =>
      stage.attempt(async () => {
        await waiting(stage, PEOPLE.finance);
        const done = (file: number) =>
          stage.query(
            `update finance_export set state = 'done', row_count = 1, bytes = 1, sha256 = ${SHA}, ended_at = now(),
               file_nano = ${file}, ledger_nano = 5 where id = '${EXPORT}'`,
          );
        return [
          ...unless((await done(4)).refused === '23514', 'a file with another sum is done'),
          ...unless((await done(5)).count === 1, 'a file with the same sum is not done'),
        ];
      }),
  },
];
