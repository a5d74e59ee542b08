import { RowFiller } from '../row-filler';
import { id, PEOPLE, TENANTS } from '../sql-people';
import { DENIED, type SqlProbe, unless } from '../sql-probe';
import type { Outcome, SqlStage } from '../sql-stage';
import { ADD_RATE, closeMonth, creditStatement, putStatement, SET_TERMS } from './statement-stage';

const { ours, theirs } = TENANTS;
const CALL = id(301);
/** Of theirs alone. */
const FOREIGN = id(302);
const AT = '2026-11-01T00:00:00Z';
const NOTHING_FOUND = 'TP006';
const OVERTAKEN = 'TP001';

interface Doing {
  action: string;
  subject: string | null;
  /** Of a platform audit entry about another tenant, or about none. */
  otherSubject: string | undefined;
  sql: string;
}

const correct = (call: string, seenCost = 10) =>
  `select tenancy.correct_call('${id(311)}', '${id(312)}', '${ours}', '${call}', ${seenCost}, 20, '{1,1,1,1,1}', 5, 6, 'a reason')`;
const BOOK = `(select max(v.id) from price_version v where v.book = 'cost')`;
const addPrices = (
  basedOn = BOOK,
) => `select tenancy.add_price_version('cost', ${basedOn}, null, 'a reason',
  (select jsonb_agg(to_jsonb(l)) from price_line l where l.version = ${BOOK}), '[]', true)`;

const IMPORT = `insert into provider_import (id, number, kind, source, sha256, from_day, to_day, row_count, imported_by,
    imported_at) values ($1, 998, 'usage', 'csv', repeat('1', 64), '2026-11-01', '2026-11-01', 0, $2, now())`;

const DOINGS: readonly Doing[] = [
  { action: 'ledger.correct', subject: ours, otherSubject: theirs, sql: correct(CALL) },
  {
    action: 'ledger.adjust',
    subject: ours,
    otherSubject: theirs,
    sql: `select tenancy.adjust_month('${id(313)}', '${id(314)}', '${ours}', '2026-11', -5, 'a reason')`,
  },
  { action: 'prices.add', subject: null, otherSubject: undefined, sql: addPrices() },
  { action: 'rate.add', subject: null, otherSubject: undefined, sql: ADD_RATE },
  { action: 'billing.terms', subject: ours, otherSubject: theirs, sql: SET_TERMS },
  { action: 'statement.close', subject: ours, otherSubject: theirs, sql: closeMonth('2001-02') },
  { action: 'statement.credit', subject: ours, otherSubject: theirs, sql: creditStatement(-5) },
];

export const FINANCE_PROBES: readonly SqlProbe[] = [
  {
    name: 'of the alerts finance sees exceeded bounds alone, under its own context',
    run: async (stage, world) => {
      const seen = (token: string) =>
        stage.attempt(async () => {
          for (const [n, kind] of ['bound_exceeded', 'tenant_mismatch', 'books_differ'].entries())
            await stage.query(
              `insert into security_alert (id, at, kind, place, subject_tenant, principal_id)
               values ($1, $2, $3, 'a probe', $4, $5)`,
              [id(317 + n), AT, kind, ours, PEOPLE.owner],
            );
          await stage.become('finance', token);
          const look = "select kind from security_alert where place = 'a probe'";
          return (await stage.query(look)).rows.map(({ kind }) => kind).join();
        });
      const kinds = await seen(world.platform.finance);
      const problems = unless(kinds === 'bound_exceeded', `finance sees ${kinds}`);
      for (const token of ['', world.ours.owner, world.platform.operator])
        problems.push(...unless((await seen(token)) === '', 'seen under another’s context'));
      return problems;
    },
  },
  {
    name: 'ledger and prices are changed by finance, under its audit entry of the same transaction',
    run: async (stage, world) => {
      const problems: string[] = [];
      for (const doing of DOINGS) {
        const { action, subject, otherSubject } = doing;
        const finance = world.platform.finance;
        const tries: [string, string, Record<string, unknown> | undefined][] = [
          ['without an audit entry', finance, undefined],
          ['by the audit entry of another transaction', finance, { xact: 1 }],
          ['by somebody else’s audit entry', finance, { actor_id: PEOPLE.operator }],
          ['by the audit entry of something else', finance, { action: 'ledger.look' }],
          ['by an operator', world.platform.operator, { actor_id: PEOPLE.operator }],
        ];
        if (otherSubject)
          tries.push(['by another tenant’s entry', finance, { subject_tenant: otherSubject }]);
        for (const [how, token, audit] of tries) {
          const entry = audit && { action, subject_tenant: subject, ...audit };
          const { refused } = await attempt(stage, token, doing.sql, entry);
          problems.push(...unless(refused === DENIED, `${action} was done ${how} (${refused})`));
        }
        const entry = { action, subject_tenant: subject };
        const { refused } = await attempt(stage, finance, doing.sql, entry);
        problems.push(...unless(refused === undefined, `finance cannot ${action} (${refused})`));
      }
      return problems;
    },
  },
  {
    name: 'a correction is of a call of that tenant, as finance saw it; a price version follows the newest',
    run: async (stage, { platform: { finance } }) => {
      const entry = { action: 'ledger.correct', subject_tenant: ours };
      const foreign = await attempt(stage, finance, correct(FOREIGN), entry);
      const stale = await attempt(stage, finance, correct(CALL, 11), entry);
      const prices = { action: 'prices.add', subject_tenant: null };
      const overtaken = await attempt(stage, finance, addPrices('0'), prices);
      return [
        ...unless(foreign.refused === NOTHING_FOUND, 'a foreign call was corrected'),
        ...unless(stale.refused === OVERTAKEN, 'a call was corrected that looked otherwise'),
        ...unless(overtaken.refused === OVERTAKEN, 'prices were added over others'),
      ];
    },
  },
  {
    name: 'nothing is added to a price version afterwards',
    run: async (stage) => {
      const plan = `insert into price_plan (version, plan, fee_nano, included_nano)
        select max(v.id), 'free', 0, 0 from price_version v where v.book = 'cost'`;
      const { refused } = await stage.attempt(() => stage.query(plan));
      return unless(refused === OVERTAKEN, 'a line was added to an old version');
    },
  },
  {
    name: 'a report’s rows come with their import, by the person of finance who imports',
    run: async (stage, { platform: { finance, operator } }) => {
      const tries: [string, string, Record<string, unknown>][] = [
        ['to an import of another transaction', finance, { xact: 1 }],
        ['to somebody else’s import', finance, { imported_by: PEOPLE.auditor }],
        ['by an operator', operator, { imported_by: PEOPLE.operator }],
      ];
      const problems: string[] = [];
      for (const [how, token, given] of tries) {
        const { refused } = await addRow(stage, token, given);
        problems.push(...unless(refused === DENIED, `a row was added ${how}`));
      }
      const importing: [string, string, string][] = [
        ['by an operator', operator, PEOPLE.operator],
        ['in somebody else’s name', finance, PEOPLE.auditor],
      ];
      for (const [how, token, person] of importing) {
        const { refused } = await stage.as('finance', token, IMPORT, [id(317), person]);
        problems.push(...unless(refused === DENIED, `a report was imported ${how}`));
      }
      const own = await stage.as('finance', finance, IMPORT, [id(317), PEOPLE.finance]);
      problems.push(
        ...unless(own.refused === undefined, `finance imports nothing (${own.refused})`),
      );
      const { refused } = await addRow(stage, finance, {});
      return [...problems, ...unless(refused === undefined, `finance adds no row (${refused})`)];
    },
  },
];

/** With a call of ours and one of theirs, and this audit entry. */
async function attempt(
  stage: SqlStage,
  token: string,
  sql: string,
  audit: Record<string, unknown> | undefined,
): Promise<Outcome> {
  return stage.attempt(async () => {
    const filler = new RowFiller(stage.client);
    const call = { kind: 'call', at: AT, cost_nano: 10, price_nano: 20, call_ordinal: 7 };
    await filler.put('ledger_entry', { tenant_id: ours, id: CALL, ...call });
    await filler.put('ledger_entry', { tenant_id: theirs, id: FOREIGN, ...call });
    await putStatement(stage, filler);
    const whose = { actor_id: PEOPLE.finance, actor_role: 'finance' };
    if (audit) await filler.put('platform_audit', { id: id(315), ...whose, ...audit });
    await stage.become('finance', token);
    return stage.query(sql);
  });
}

async function addRow(
  stage: SqlStage,
  token: string,
  given: Record<string, unknown>,
): Promise<Outcome> {
  return stage.attempt(async () => {
    const filler = new RowFiller(stage.client);
    const sha256 = '0'.repeat(64);
    const imported = { id: id(316), number: 999, sha256, imported_by: PEOPLE.finance };
    await filler.put('provider_import', { ...imported, ...given });
    await stage.become('finance', token);
    return stage.query(
      `insert into provider_row (import_id, ordinal, day, model, batch, token_type, tokens)
       values ($1, 1, '2026-11-01', 'claude-haiku-5-5', false, 'output_tokens', 1)`,
      [id(316)],
    );
  });
}
