import { now } from '@/lib/clock';
import { withPlatform } from '@/lib/db/platform-sql';
import { isUniqueViolation } from '@/lib/db/sql-errors';
import { env } from '@/lib/env';
import { AppError } from '@/lib/errors';
import { newId } from '@/lib/ids';
import { log } from '@/lib/log';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { ProbedPath } from '../schema';
import { type Canary, enterCanaries, leaveCanaries } from './canaries';
import { probeApi } from './probe-api';
import { probeRoutes } from './probe-routes';
import { probeStores } from './probe-stores';
import { probeTables } from './probe-tables';

const START = { action: 'self_test.start', reason: 'Started the self-test' };

/**
 * Attacks one canary tenant as the other, on this installation as it runs, and keeps the result. Returns
 * the run's id. `conflict` while another one runs. A test that could not be finished says why.
 */
export async function runSelfTest(ctx: PlatformContext): Promise<string> {
  authorizePlatform(ctx, 'security:act');
  const id = newId();
  await begin(ctx, id);
  let paths: ProbedPath[] = [];
  let problem: string | null = null;
  let canaries: Canary[] = [];
  try {
    const [one, two] = await enterCanaries(ctx);
    canaries = [one, two];
    paths = [
      ...(await probeTables(one, two)),
      ...(await probeStores(one, two)),
      ...(await probeRoutes(one, two)),
      ...(await probeApi(`http://127.0.0.1:${env.PORT}`, one, two)),
    ];
    problem = blindness(paths);
  } catch (error) {
    log.error({ run: id, err: error }, 'the self-test could not be finished');
    problem = error instanceof AppError ? error.message : 'It was interrupted by an error.';
  } finally {
    await leaveCanaries(canaries);
    await finish(ctx, id, paths, problem);
  }
  return id;
}

/** Tables may be empty; a store or a page on which the victim's own owner saw nothing has shown nothing. */
export function blindness(paths: readonly ProbedPath[]): string | null {
  const blind = paths.filter(
    ({ kind, locks }) => kind !== 'table' && Object.values(locks).includes('empty'),
  );
  if (blind.length === 0) return null;
  return `The canary’s own owner saw nothing, so nothing was shown: ${blind.map(({ path }) => path).join(', ')}.`;
}

async function begin(ctx: PlatformContext, id: string): Promise<void> {
  try {
    await withPlatform(ctx, { ...START, detail: { run: id } }, async (sql) => {
      await sql(
        `update self_test_run set finished_at = $1::timestamptz, problem = 'It was interrupted.'
         where finished_at is null and started_at <= $1::timestamptz - interval '5 minutes'`,
        [now()],
      );
      // A key of the table lets one in that has not finished, whoever starts another in the same moment.
      await sql('insert into self_test_run (id, started_at, started_by) values ($1, $2, $3)', [
        id,
        now(),
        ctx.userId,
      ]);
    });
  } catch (cause) {
    if (!isUniqueViolation(cause)) throw cause;
    throw new AppError(
      'conflict',
      'A self-test is running already. Its result is on this page when it has ended.',
      { cause },
    );
  }
}

async function finish(
  ctx: PlatformContext,
  id: string,
  paths: ProbedPath[],
  problem: string | null,
): Promise<void> {
  const outcomes = paths.flatMap(({ locks }) => Object.values(locks));
  const held = outcomes.filter((outcome) => outcome === 'held').length;
  const failed = outcomes.filter((outcome) => outcome === 'failed').length;
  const why = {
    action: 'self_test.finish',
    reason: 'The self-test ended',
    detail: { held, failed },
  };
  await withPlatform(ctx, why, (sql) =>
    sql(
      `update self_test_run set finished_at = $2, held = $3, failed = $4, problem = $5, result = $6
       where id = $1 and finished_at is null`,
      [id, now(), held, failed, problem, JSON.stringify(paths)],
    ),
  );
}
