import { withPlatform } from '@/lib/db/platform-sql';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { ProbedPath, SelfTestRun, SelfTestSummary } from '../schema';

const SHOWN = 50;
const COLUMNS = `r.id, r.started_at, r.finished_at, u.name as started_by, r.held, r.failed, r.problem`;

interface RunRow {
  id: string;
  started_at: Date;
  finished_at: Date | null;
  started_by: string | null;
  held: number;
  failed: number;
  problem: string | null;
}

export interface SelfTestHistory {
  runs: SelfTestSummary[];
  /** The one asked for, else the newest. */
  shown: SelfTestRun | undefined;
}

/** The runs, newest first, and one of them with its matrix. */
export async function readSelfTests(ctx: PlatformContext, id?: string): Promise<SelfTestHistory> {
  authorizePlatform(ctx, 'security:read');
  const why = { action: 'security.view', reason: 'Looked at the self-tests', fold: '5 minutes' };
  return withPlatform(ctx, why, async (sql) => {
    const rows = await sql<RunRow>(
      `select ${COLUMNS} from self_test_run r left join app_user u on u.id = r.started_by
       order by r.started_at desc limit $1`,
      [SHOWN],
    );
    const [shown] = await sql<RunRow & { result: ProbedPath[] }>(
      `select ${COLUMNS}, r.result from self_test_run r left join app_user u on u.id = r.started_by
       where $1::uuid is null or r.id = $1 order by r.started_at desc limit 1`,
      [id ?? null],
    );
    return {
      runs: rows.map(summary),
      shown: shown && { ...summary(shown), paths: shown.result },
    };
  });
}

function summary(row: RunRow): SelfTestSummary {
  return {
    id: row.id,
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    startedBy: row.started_by ?? 'A former operator',
    held: row.held,
    failed: row.failed,
    problem: row.problem,
  };
}
