import { indexText } from '@/e2e/support/index-text';
import { makePerson, makeTenant } from '@/e2e/support/make-tenant';
import { startTestWorker } from '@/e2e/support/start-test-worker';
import { answer } from '@/lib/chat/answer';
import { editPolicy } from '@/lib/console/edit-policy';
import { startLocalModel } from '@/lib/llm/local/local-model';
import { DEFAULT_SETTINGS, type LocalModelSettings } from '@/lib/llm/local/settings';
import type { ModelId } from '@/lib/llm/schema';
import type { TenantContext } from '@/lib/tenancy/context';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import { verifyPlatformSession, verifyTenantSession } from '@/lib/tenancy/verify-session';
import { atMost, type BenchReport, percentile, round } from '../report';
import type { ModelSplit } from './model-split';

const QUESTION = 'How many days of remote work does the handbook allow?';
const HANDBOOK = Array.from(
  { length: 20 },
  (_, n) =>
    `# Section ${n + 1}\n\nRemote work is allowed on ${n + 1} days of a month in department ${n + 1}.`,
).join('\n\n');

const HEALTHY: ModelId = 'claude-haiku-5-5';
const FAILING: ModelId = 'claude-sonnet-5-5';
/** As models are: most of an answer's time is theirs. */
const USUAL: LocalModelSettings = { ...DEFAULT_SETTINGS, firstTokenMs: 600, tokensPerSecond: 100 };
/** So late that more calls would be under way than there are slots, and a third refused. */
const BROWN_OUT: LocalModelSettings = { ...USUAL, firstTokenMs: 25_000, overloadedShare: 0.3 };

const CROWD = { tenants: 6, perSecond: 3 };
const OTHERS = { tenants: 4, perSecond: 4 };
/** Half of the answers take no more than so many times the quickest, or the machine was busy with something else. */
const BUSY_TIMES = 1.5;
/** Of the crowd's questions for a turn. */
const LONGEST_WAIT_SECONDS = 5;
/** Of a refused question around its wait: what was looked up before it, and a timer's lateness. */
const AROUND_MS = 1_000;

interface Timing {
  /** Milliseconds. */
  all: number;
  outcome: string;
  /** It was refused for the time that it waited, or would have. */
  waited: boolean;
}

type Arm = 'quiet' | 'brown-out';

/** Two crowds that ask at fixed times, each its own model; blocks in which one of the models fails, and blocks without. */
export async function measureBrownOut(
  report: BenchReport,
  split: ModelSplit,
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<void> {
  const [healthy, failing] = [await startLocalModel(USUAL), await startLocalModel(USUAL)];
  split.routes.set(HEALTHY, healthy.url).set(FAILING, failing.url);
  const libraries = await makeLibraries(CROWD.tenants + OTHERS.tenants);
  const crowd = libraries.slice(0, CROWD.tenants);
  const others = libraries.slice(CROWD.tenants);
  const timings = { quiet: newTimings(), 'brown-out': newTimings() };
  await block(seconds / 4, crowd, others);
  try {
    for (let done = 0; done < rounds; done += 1) {
      const order: Arm[] = done % 2 === 0 ? ['quiet', 'brown-out'] : ['brown-out', 'quiet'];
      for (const arm of order) {
        failing.configure(arm === 'quiet' ? USUAL : BROWN_OUT);
        const seen = await block(seconds, crowd, others);
        timings[arm].crowd.push(...seen.crowd);
        timings[arm].others.push(...seen.others);
        failing.configure(USUAL);
        // Until what one block broke is whole again, so that blocks do not colour each other.
        await recovered(crowd);
      }
    }
  } finally {
    await Promise.all([healthy.close(), failing.close()]);
  }
  for (const arm of ['quiet', 'brown-out'] as const) {
    report.results.push(row(arm, 'ask the model that fails', timings[arm].crowd));
    report.results.push(row(arm, 'ask another model', timings[arm].others));
  }
  const p99 = (arm: Arm) => percentile(answered(timings[arm].others), 0.99);
  const lost = timings['brown-out'].others.filter(({ outcome }) => outcome !== 'done').length;
  const waits = timings['brown-out'].crowd.flatMap(({ all, waited }) => (waited ? [all] : []));
  report.targets.push(
    atMost('others_lost', lost, 0),
    atMost(
      'crowd_longest_wait_ms',
      round(Math.max(0, ...waits), 0),
      LONGEST_WAIT_SECONDS * 1_000 + AROUND_MS,
    ),
  );
  const quiet = answered(timings.quiet.others);
  const times = percentile(quiet, 0.5) / percentile(quiet, 0.01);
  // Fewer answers of the one model leave a busy machine more time for those of the other: that would prove nothing.
  if (times > BUSY_TIMES)
    report.not_run.push(
      `others_p99_ratio: the machine was busy, half of the quiet answers took ${round(times, 1)} times the quickest`,
    );
  else
    report.targets.push(atMost('others_p99_ratio', round(p99('brown-out') / p99('quiet')), 1.05));
}

function newTimings(): { crowd: Timing[]; others: Timing[] } {
  return { crowd: [], others: [] };
}

async function makeLibraries(count: number): Promise<TenantContext[]> {
  const worker = startTestWorker();
  worker.start();
  const operator = await verifyPlatformSession((await makePerson('operator')).session);
  const made: TenantContext[] = [];
  for (let n = 0; n < count; n += 1) {
    const { ctx, session, slug } = await makeTenant('enterprise');
    await indexText(worker, ctx, { name: 'Handbook.md', text: HANDBOOK });
    await editPolicy(operator, {
      tenantId: ctx.tenantId,
      basedOn: ctx.policyVersion,
      policy: {
        ...PLAN_DEFAULTS.enterprise,
        fallback: 'error',
        queueSeconds: LONGEST_WAIT_SECONDS,
      },
      reason: 'for the benchmark',
    });
    made.push(await verifyTenantSession(session, slug));
  }
  await worker.close();
  return made;
}

/** Both crowds for so long; resolves when everybody has heard. */
async function block(
  seconds: number,
  crowd: TenantContext[],
  others: TenantContext[],
): Promise<{ crowd: Timing[]; others: Timing[] }> {
  const [first, second] = await Promise.all([
    askSteadily(crowd, FAILING, CROWD.perSecond, seconds),
    askSteadily(others, HEALTHY, OTHERS.perSecond, seconds),
  ]);
  return { crowd: first, others: second };
}

/** Questions at fixed times, whether or not earlier ones were answered. */
async function askSteadily(
  tenants: TenantContext[],
  model: ModelId,
  perSecond: number,
  seconds: number,
): Promise<Timing[]> {
  const from = performance.now();
  const asked: Promise<Timing>[] = [];
  for (let n = 0; n < perSecond * seconds; n += 1) {
    const due = from + (n * 1000) / perSecond;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    asked.push(ask(tenants[n % tenants.length] as TenantContext, model));
  }
  return Promise.all(asked);
}

async function ask(ctx: TenantContext, model: ModelId): Promise<Timing> {
  const from = performance.now();
  let outcome = 'nothing';
  let waited = false;
  const { signal } = new AbortController();
  for await (const event of answer(ctx, { question: QUESTION, model }, { signal })) {
    outcome = event.type === 'error' ? event.error.code : event.type;
    if (event.type === 'error') waited = event.error.limit?.name === 'queue_seconds';
  }
  return { all: performance.now() - from, outcome, waited };
}

async function recovered(crowd: TenantContext[]): Promise<void> {
  for (let inARow = 0; inARow < 3; ) {
    const { outcome } = await ask(crowd[inARow % crowd.length] as TenantContext, FAILING);
    inARow = outcome === 'done' ? inARow + 1 : 0;
    if (inARow === 0) await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

function answered(timings: Timing[]): number[] {
  return timings.flatMap(({ all, outcome }) => (outcome === 'done' ? [all] : []));
}

function row(arm: Arm, who: string, timings: Timing[]): Record<string, string | number> {
  const times = answered(timings);
  const refused = timings.filter(({ outcome }) => outcome !== 'done').map(({ all }) => all);
  return {
    arm,
    who,
    asked: timings.length,
    answered: times.length,
    p50_ms: round(percentile(times, 0.5), 1),
    p99_ms: round(percentile(times, 0.99), 1),
    refused_p50_ms: round(percentile(refused, 0.5), 1),
  };
}
