import { parseArgs } from 'node:util';
import { indexText } from '@/e2e/support/index-text';
import { makeTenant } from '@/e2e/support/make-tenant';
import { startTestWorker } from '@/e2e/support/start-test-worker';
import { answer } from '@/lib/chat/answer';
import type { StageTime } from '@/lib/chat/trace';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { platformAccount } from '@/lib/llm/account';
import { ensureLocalModel } from '@/lib/llm/ensure-local-model';
import type { TenantContext } from '@/lib/tenancy/context';
import { type BenchReport, newReport, percentile, round } from './report';

/** Milliseconds of one question. */
interface Timing {
  firstToken: number;
  all: number;
}

const LOADS = [1, 16];
const FIRST_TOKEN_MS = 40;
const TOKENS_PER_SECOND = 2_000;
const QUESTION = 'How many days of remote work does the handbook allow?';
const HANDBOOK = Array.from(
  { length: 40 },
  (_, n) =>
    `# Section ${n + 1}\n\nRemote work is allowed on ${n + 1} days of a month in department ${n + 1}. The handbook of department ${n + 1} names its own office hours and its own travel desk.`,
).join('\n\n');

/** The model alone, called as the pipeline calls it, and the whole pipeline: in turn, in one run. */
export async function measureAnswer(name: string, args: string[]): Promise<BenchReport> {
  const { values } = parseArgs({ args, options: { rounds: { type: 'string', default: '64' } } });
  const report = newReport(name, ['model alone', 'pipeline']);
  const model = await ensureLocalModel();
  model.configure({ firstTokenMs: FIRST_TOKEN_MS, tokensPerSecond: TOKENS_PER_SECOND });
  // Two, since a plan allows ten answers of one tenant at a time.
  const libraries = [await library(), await library()];
  for (const ctx of libraries) await askPipeline(ctx);
  for (const load of LOADS) {
    const alone: Timing[] = [];
    const pipeline: Timing[] = [];
    for (let done = 0; done < Number(values.rounds); done += load) {
      alone.push(...(await atOnce(load, askModel)));
      pipeline.push(...(await atOnce(load, (n) => askPipeline(libraries[n % 2] as TenantContext))));
    }
    report.results.push(
      row(load, 'model alone', alone),
      row(load, 'pipeline', pipeline),
      added(load, alone, pipeline),
    );
    report.results.push(...(await stageRows(libraries, load, pipeline.length / 2)));
  }
  return report;
}

async function library(): Promise<TenantContext> {
  const { ctx } = await makeTenant('enterprise');
  const worker = await startTestWorker();
  worker.start();
  await indexText(worker, ctx, { name: 'Handbook.md', text: HANDBOOK });
  await worker.close();
  return ctx;
}

function atOnce(load: number, ask: (n: number) => Promise<Timing>): Promise<Timing[]> {
  return Promise.all(Array.from({ length: load }, (_, n) => ask(n)));
}

async function askPipeline(ctx: TenantContext): Promise<Timing> {
  const from = performance.now();
  let firstToken = Number.NaN;
  for await (const event of answer(
    ctx,
    { question: QUESTION },
    { signal: new AbortController().signal },
  )) {
    if (event.type === 'text' && Number.isNaN(firstToken)) firstToken = performance.now() - from;
    if (event.type === 'error') throw new Error(event.error.message);
  }
  return { firstToken, all: performance.now() - from };
}

/** The provider's own time: one streamed call over HTTP with passages of the same size. */
async function askModel(): Promise<Timing> {
  const { baseURL, apiKey } = await platformAccount();
  const passages = HANDBOOK.split('\n\n')
    .filter((text) => !text.startsWith('#'))
    .slice(0, 8);
  const from = performance.now();
  const response = await fetch(`${baseURL}/v1/messages`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-api-key': apiKey,
      'anthropic-version': '2023-06-01',
    },
    body: JSON.stringify({
      model: 'claude-sonnet-5-5',
      max_tokens: 1_024,
      stream: true,
      messages: [
        {
          role: 'user',
          content: [
            ...passages.map((text, n) => ({
              type: 'search_result',
              source: `p${n}`,
              title: 'Handbook',
              content: [{ type: 'text', text }],
              citations: { enabled: true },
            })),
            { type: 'text', text: QUESTION },
          ],
        },
      ],
    }),
  });
  let firstToken = Number.NaN;
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    if (Number.isNaN(firstToken) && decoder.decode(chunk).includes('text_delta'))
      firstToken = performance.now() - from;
  }
  return { firstToken, all: performance.now() - from };
}

const figures = (timings: Timing[], of: keyof Timing) => ({
  p50: percentile(
    timings.map((timing) => timing[of]),
    0.5,
  ),
  p95: percentile(
    timings.map((timing) => timing[of]),
    0.95,
  ),
});

function row(load: number, arm: string, timings: Timing[]): Record<string, string | number> {
  const first = figures(timings, 'firstToken');
  const all = figures(timings, 'all');
  return {
    at_once: load,
    what: arm,
    n: timings.length,
    first_token_p50_ms: round(first.p50, 1),
    first_token_p95_ms: round(first.p95, 1),
    all_p50_ms: round(all.p50, 1),
    all_p95_ms: round(all.p95, 1),
  };
}

function added(load: number, alone: Timing[], pipeline: Timing[]): Record<string, string | number> {
  const difference = (of: keyof Timing, p: 'p50' | 'p95') =>
    round(figures(pipeline, of)[p] - figures(alone, of)[p], 1);
  return {
    at_once: load,
    what: 'added by the pipeline',
    n: pipeline.length,
    first_token_p50_ms: difference('firstToken', 'p50'),
    first_token_p95_ms: difference('firstToken', 'p95'),
    all_p50_ms: difference('all', 'p50'),
    all_p95_ms: difference('all', 'p95'),
  };
}

/** From the traces that the pipeline itself recorded. */
async function stageRows(
  libraries: TenantContext[],
  load: number,
  each: number,
): Promise<Record<string, string | number>[]> {
  const latest = await Promise.all(
    libraries.map((ctx) =>
      withTenantSql(ctx, (sql) =>
        sql<{ stages: StageTime[] }>(
          'select stages from request where tenant_id = :tenant order by started_at desc limit $1',
          [Math.ceil(each)],
        ),
      ),
    ),
  );
  const rows = latest.flat();
  const names = [...new Set(rows.flatMap((each) => each.stages.map((stage) => stage.stage)))];
  return names.map((stage) => {
    const times = rows.flatMap((each) =>
      each.stages.filter((s) => s.stage === stage).map((s) => s.ms),
    );
    return {
      at_once: load,
      what: `stage ${stage}`,
      n: times.length,
      first_token_p50_ms: '',
      first_token_p95_ms: '',
      all_p50_ms: round(percentile(times, 0.5), 1),
      all_p95_ms: round(percentile(times, 0.95), 1),
    };
  });
}
