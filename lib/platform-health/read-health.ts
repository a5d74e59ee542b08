import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { readEvidence } from './read-evidence';
import { readInstances } from './read-instances';
import type { HealthView, QueueDepth } from './schema';

const WHY = {
  action: 'health.view',
  reason: 'Looked at the health of the platform',
  fold: '5 minutes',
};

/** Instances, queues, the database and what is checked in the background, for operators and auditors. */
export async function readHealth(ctx: PlatformContext): Promise<HealthView> {
  authorizePlatform(ctx, 'health:read');
  return withPlatform(ctx, WHY, async (sql) => ({
    instances: await readInstances(sql),
    queues: await readQueues(sql),
    database: await readDatabase(sql),
    selfTest: await readSelfTest(sql),
    rotations: await readRotations(sql),
    evidence: await readEvidence(sql),
  }));
}

async function readQueues(sql: PlatformSql): Promise<QueueDepth[]> {
  const rows = await sql<{
    queue: QueueDepth['queue'];
    waiting: bigint;
    running: bigint;
    oldest: Date | null;
  }>('select queue, waiting, running, oldest from tenancy.queue_depths()');
  return rows.map(({ queue, waiting, running, oldest }) => ({
    queue,
    waiting: Number(waiting),
    running: Number(running),
    oldest: oldest?.toISOString() ?? null,
  }));
}

async function readDatabase(sql: PlatformSql): Promise<HealthView['database']> {
  const [row] = await sql<{ version: string; bytes: string; connections: number }>(
    `select current_setting('server_version') as version, pg_database_size(current_database())::text as bytes,
       (select numbackends from pg_stat_database where datname = current_database()) as connections`,
  );
  return row ?? { version: '', bytes: '0', connections: 0 };
}

async function readSelfTest(sql: PlatformSql): Promise<HealthView['selfTest']> {
  const [row] = await sql<{ finished_at: Date | null; held: number; failed: number }>(
    'select finished_at, held, failed from self_test_run order by started_at desc limit 1',
  );
  return row
    ? { finishedAt: row.finished_at?.toISOString() ?? null, held: row.held, failed: row.failed }
    : null;
}

async function readRotations(sql: PlatformSql): Promise<HealthView['rotations']> {
  const [row] = await sql<{ running: number; failed: number; done: number }>(
    `select count(*) filter (where o.state in ('queued', 'running'))::int as running,
       count(*) filter (where o.state in ('failed', 'cancelled'))::int as failed,
       count(*) filter (where o.state = 'done')::int as done
     from (select distinct on (tenant_id) state from tenant_operation where kind = 'rotate_keys'
       order by tenant_id, created_at desc) o`,
  );
  return row ?? { running: 0, failed: 0, done: 0 };
}
