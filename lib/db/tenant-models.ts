import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { processState } from '@/lib/process-state';
import { assertTenantContext, type TenantContext } from '@/lib/tenancy/context';
import { type Prisma, PrismaClient } from './generated/client';
import { poolFor } from './pools';
import { databaseAway, transactionError } from './sql-errors';
import { scopeModel, TENANT_MODELS } from './tenant-model';
import type { TenantModel, TenantModelName } from './tenant-model-types';
import { type TenantSql, tenantSqlOn } from './tenant-sql';

/** A transaction on the context's tenant: its models, and SQL for what models cannot say. */
export type TenantTx = { readonly [M in TenantModelName as Uncapitalize<M>]: TenantModel<M> } & {
  readonly sql: TenantSql;
};

const TIMES = { maxWait: 5_000, timeout: 30_000 };

// On the gateway's own pool: no second set of connections, and closing the pools closes this.
const clients = processState('db.prisma', () => new WeakMap<pg.Pool, PrismaClient>());

function client(): PrismaClient {
  const pool = poolFor('app');
  const existing = clients.get(pool);
  if (existing) return existing;
  const created = new PrismaClient({ adapter: new PrismaPg(pool) });
  clients.set(pool, created);
  return created;
}

/**
 * One transaction under the context's row-level security, on Prisma. For ordinary queries; the hot
 * path uses `withTenantSql`, which costs half. `store_unavailable` when the database cannot be reached, or went
 * away in the middle.
 */
export async function withTenant<T>(
  ctx: TenantContext,
  work: (tx: TenantTx) => Promise<T>,
): Promise<T> {
  assertTenantContext(ctx);
  const token = await ctx.databaseToken();
  let begun = false;
  try {
    return await client().$transaction(async (tx) => {
      await tx.$queryRaw`select tenancy.enter(${token})`;
      begun = true;
      return work(scoped(ctx, tx));
    }, TIMES);
  } catch (cause) {
    throw begun ? transactionError(cause) : databaseAway(cause);
  }
}

function scoped(ctx: TenantContext, tx: Prisma.TransactionClient): TenantTx {
  const sql = tenantSqlOn(ctx, (text, params) => tx.$queryRawUnsafe<object[]>(text, ...params));
  const models = TENANT_MODELS.map((name) => [name, scopeModel(ctx, name, tx)] as const);
  return Object.freeze({ ...Object.fromEntries(models), sql }) as TenantTx;
}
