import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startTestDatabase } from '@/e2e/support/harness';
import { atMost, type BenchReport, newReport } from '../report';
import { ANSWER_TOKENS, type CallerReport, type PlannedTenant, ROOMY } from './call-plan';
import { Callers } from './callers';

const PROCESSES = 4;
const CALLERS = 64;
const TENANTS = 12;
/** What a third of the tenants may use, so that their budgets end in the middle. */
const TIGHT = 400_000;
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
  const model = await startLocalModel({
    logFile: path.join(database.dataDir, 'calls.ndjson'),
    firstTokenMs: 5,
    tokensPerSecond: 2_000,
    outputTokens: ANSWER_TOKENS,
  });
  const { makeTenant } = await import('@/e2e/support/make-tenant');
  const { sweepOrphans } = await import('@/lib/chat/sweep-orphans');
  const { compareWithLog, holdsLeft, overspent } = await import('@/e2e/support/compare-with-log');
  const tenants: PlannedTenant[] = [];
  for (let i = 0; i < TENANTS; i += 1) {
    const { slug, session, ctx } = await makeTenant('enterprise');
    const tokensPerDay = i % 3 === 0 ? Math.min(TIGHT, calls * 4) : ROOMY;
    tenants.push({ slug, session, tenantId: ctx.tenantId, tokensPerDay });
  }
  const callers = new Callers(tenants, CALLERS, {
    ANTHROPIC_BASE_URL: model.url,
    ANTHROPIC_API_KEY: 'bench',
  });
  let overspend = 0n;
  let stopped = false;
  const watching = (async () => {
    while (!stopped) {
      await sweepOrphans().catch(() => undefined);
      const found = await overspent(tenants).catch(() => 0n);
      if (found > overspend) overspend = found;
      await wait(500);
    }
  })();
  for (let i = 0; i < PROCESSES; i += 1) callers.start();
  let restarted = 0;
  while (callers.called < calls) {
    await wait(50);
    if (callers.crashed) throw new Error('A process of callers ended by itself.');
    if (restarted === 0 && callers.called > calls / 2) {
      restarted += 1;
      await database.restart();
    }
    if (callers.killed < (kills * callers.called) / calls) await callers.killOne();
  }
  await callers.stop();
  await wait(GRACE_MS);
  stopped = true;
  await watching;

  const compared = await compareWithLog(model.log.entries, tenants);
  const left = await holdsLeft();
  await model.close();
  const { closePools } = await import('@/lib/db/pools');
  await closePools();
  await database.stop();

  const report = newReport(name, ['engine']);
  const sum = (key: Exclude<keyof CallerReport, 'errors'>) =>
    callers.reports.reduce((total, each) => total + each[key], 0);
  report.results = [
    {
      calls: callers.called,
      killed: callers.killed,
      restarts: restarted,
      model_calls: compared.calls,
      estimated_rows: compared.estimated,
      // Of the processes that lived to tell.
      refused: sum('refused'),
      disconnected: sum('disconnected'),
      unavailable_503: sum('unavailable'),
      failed: sum('failed'),
    },
  ];
  for (const error of callers.reports.flatMap(({ errors }) => errors).slice(0, 5))
    report.results.push({ error });
  report.targets = [
    atMost('overspend, nano-dollars or tokens', Number(overspend), 0),
    atMost('rows below what the model’s log says', compared.short, 0),
    atMost('rows that differ from the log without being estimates', compared.wrong, 0),
    atMost('lost rows', compared.lost, 0),
    atMost('duplicate rows', compared.duplicates, 0),
    atMost('counters that differ from the ledger', compared.counters, 0),
    atMost('affordable refusals', sum('affordable'), 0),
    atMost('holds left after 60 s', left, 0),
  ];
  report.not_run = ['a loss of Redis: budgets are in PostgreSQL alone and ask Redis nothing'];
  return report;
}
