import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startTestDatabase } from '@/e2e/support/harness';
import type { CallLogEntry } from '@/lib/llm/local/call-log';
import { atMost, type BenchReport, newReport, round } from '../report';
import { ANSWER_TOKENS, type PlannedTenant, ROOMY } from './call-plan';
import { Callers } from './callers';

const PROCESSES = 4;
const CALLERS = 64;
const TENANTS = 12;
/** What one in six may use of its day, and another of its month in nano-dollars: they end in the middle. */
const TIGHT_TOKENS = 400_000;
const TIGHT_NANO = 600_000_000;
/** Within it every hold that a killed process left must be gone. */
const GRACE_MS = 60_000;

export async function measureBudget(name: string, args: string[]): Promise<BenchReport> {
  const { values } = parseArgs({
    args,
    options: {
      calls: { type: 'string', default: '100000' },
      kills: { type: 'string', default: '20' },
    },
  });
  const [calls, kills] = [Number(values.calls), Number(values.kills)];
  const database = await startTestDatabase({ durable: true });
  // What reads the environment is imported once the database has set it.
  const { startLocalModel } = await import('@/lib/llm/local/local-model');
  const logFile = path.join(database.dataDir, 'calls.ndjson');
  const model = await startLocalModel({
    logFile,
    firstTokenMs: 5,
    tokensPerSecond: 2_000,
    outputTokens: ANSWER_TOKENS,
  });
  const { makeTenant } = await import('@/e2e/support/make-tenant');
  const { sweepOrphans } = await import('@/lib/chat/sweep-orphans');
  const { compareWithLog, holdsLeft, overspent } = await import('@/e2e/support/compare-with-log');
  const { StoreWatch } = await import('./store-watch');
  const tenants: PlannedTenant[] = [];
  for (let i = 0; i < TENANTS; i += 1) {
    const { slug, session, ctx } = await makeTenant('enterprise');
    tenants.push({ slug, session, tenantId: ctx.tenantId, ...budgetOf(i, calls) });
  }
  const callers = new Callers(tenants, CALLERS, {
    ANTHROPIC_BASE_URL: model.url,
    ANTHROPIC_API_KEY: 'bench',
  });
  const most = { tokens: 0n, nano: 0n };
  let stopped = false;
  const watching = (async () => {
    while (!stopped) {
      await sweepOrphans().catch(() => undefined);
      const found = await overspent(tenants).catch(() => undefined);
      if (found && found.tokens > most.tokens) most.tokens = found.tokens;
      if (found && found.nano > most.nano) most.nano = found.nano;
      await wait(500);
    }
  })();
  const store = new StoreWatch();
  await store.start();
  const begun = performance.now();
  for (let i = 0; i < PROCESSES; i += 1) callers.start();
  let restarts = 0;
  while (callers.called < calls) {
    await wait(50);
    if (callers.crashed) throw new Error('A process of callers ended by itself.');
    if (restarts === 0 && callers.called > calls / 2) {
      restarts += 1;
      await database.restart();
    }
    if (callers.killed < (kills * callers.called) / calls) await callers.killOne();
  }
  await callers.stop();
  const minutes = round((performance.now() - begun) / 60_000, 1);
  await store.stop();
  await wait(GRACE_MS);
  stopped = true;
  await watching;

  const compared = await compareWithLog(await readCallLog(logFile), tenants);
  const left = await holdsLeft();
  await model.close();
  const { closePools } = await import('@/lib/db/pools');
  await closePools();
  await database.stop();

  const report = newReport(name, ['engine']);
  const { ends, away } = callers;
  const there = away.filter(({ at }) => !store.wasAway(at));
  report.results = [
    {
      calls: callers.called,
      killed: callers.killed,
      restarts,
      model_calls: compared.calls,
      estimated_rows: compared.estimated,
      answered: ends.answered,
      disconnected: ends.disconnected,
      refused: ends.refused,
      unavailable_503: ends.unavailable,
      failed: ends.failed,
      postgres_away_s: round(store.awayMs / 1000, 1),
      minutes,
    },
  ];
  for (const error of callers.errors) report.results.push({ error });
  for (const { at, sinceStart, error } of there.slice(0, 5))
    report.results.push({
      unavailable_at_s: round((at - begun) / 1000, 1),
      process_began_before_s: round(sinceStart / 1000, 1),
      error,
    });
  report.targets = [
    atMost('overspend by the model’s log, nano-dollars', Number(compared.overspend), 0),
    atMost('settled and held above a limit at any look, nano-dollars', Number(most.nano), 0),
    atMost('settled and held above a limit at any look, tokens', Number(most.tokens), 0),
    atMost('rows below what the model’s log says', compared.short, 0),
    atMost('rows that differ from the log without being estimates', compared.wrong, 0),
    atMost('priced rows of calls that the log does not know', compared.invented, 0),
    atMost('lost rows', compared.lost, 0),
    atMost('duplicate rows', compared.duplicates, 0),
    atMost('counters that differ from the ledger', compared.counters, 0),
    atMost('affordable refusals', ends.affordable, 0),
    atMost('503s while PostgreSQL wrote a bare row in time', there.length, 0),
    atMost('calls that failed otherwise', ends.failed, 0),
    atMost('holds left after 60 s', left, 0),
  ];
  report.not_run = ['a loss of Redis: budgets are in PostgreSQL alone and ask Redis nothing'];
  return report;
}

function budgetOf(i: number, calls: number) {
  const share = Math.min(1, calls / 100_000);
  if (i % 6 === 0) return { ...ROOMY, tokensPerDay: Math.round(TIGHT_TOKENS * share) };
  if (i % 6 === 3)
    return { ...ROOMY, priceNanoPerMonth: Math.round(TIGHT_NANO * share).toString() };
  return ROOMY;
}

/** All of it: what the model keeps in memory is bounded. */
async function readCallLog(file: string): Promise<CallLogEntry[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line));
}
