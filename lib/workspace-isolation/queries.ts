import { withTenantSql } from '@/lib/db/tenant-sql';
import { env } from '@/lib/env';
import { readOwnKeyVersions } from '@/lib/keys/read-key-versions';
import { modelInUse } from '@/lib/llm/account';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import type { IsolationView } from './schema';

/** Where the workspace's data lies, how old its keys are and what the last self-test found. Throws `forbidden`. */
export async function readIsolation(ctx: TenantContext): Promise<IsolationView> {
  authorize(ctx, 'limits:edit');
  const { databaseTier, vectorStore, vectorTier, modelAccount } = ctx.placement;
  const versions = await readOwnKeyVersions(ctx);
  const active = versions.filter(({ state }) => state === 'active');
  const current = active.at(-1);
  const [test] = await withTenantSql(ctx, (sql) =>
    sql<{ finished_at: Date; held: number; failed: number }>(
      'select finished_at, held, failed from tenancy.last_self_test() where :tenant::uuid is not null',
    ),
  );
  return {
    ...{ databaseTier, vectorStore, vectorTier, modelAccount },
    localModel: modelInUse() === 'local' && modelAccount === 'platform',
    region: env.TENANTRY_REGION ?? null,
    keys: {
      version: current?.version ?? null,
      createdAt: versions[0]?.createdAt.toISOString() ?? null,
      rotatedAt: current && current.version > 1 ? current.createdAt.toISOString() : null,
      older: Math.max(0, active.length - 1),
    },
    selfTest: test
      ? { at: test.finished_at.toISOString(), held: test.held, failed: test.failed }
      : null,
  };
}
