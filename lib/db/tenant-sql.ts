import { scopeStatement } from '@/lib/locks/handle';
import { assertTenantContext, type TenantContext } from '@/lib/tenancy/context';
import { assertTenant } from './assert-tenant';
import { transaction } from './transaction';

/**
 * Runs one statement for the context's tenant. The text must name `:tenant`, which becomes the
 * context's tenant id: no caller can pass another. Parameters are `$1`, `$2` ... Rows that carry
 * `tenant_id` are compared with the context before they are returned.
 */
export type TenantSql = <Row extends object = Record<string, unknown>>(
  text: string,
  params?: readonly unknown[],
) => Promise<Row[]>;

/** One transaction under the context's row-level security, on the plain driver. */
export async function withTenantSql<T>(
  ctx: TenantContext,
  work: (sql: TenantSql) => Promise<T>,
): Promise<T> {
  assertTenantContext(ctx);
  const token = await ctx.databaseToken();
  return transaction('app', token, (client) =>
    work(tenantSqlOn(ctx, async (text, params) => (await client.query(text, params)).rows)),
  );
}

/** Binds the tenant and compares the rows, over whichever driver runs the statement. */
export function tenantSqlOn(
  ctx: TenantContext,
  run: (text: string, params: unknown[]) => Promise<object[]>,
): TenantSql {
  return async <Row extends object>(text: string, params: readonly unknown[] = []) => {
    const rows = await run(bindTenant(text, params.length), [...params, ctx.tenantId]);
    for (const row of rows) {
      if ('tenant_id' in row) assertTenant(ctx, String(row.tenant_id), 'the database');
    }
    return rows as Row[];
  };
}

/** Replaces `:tenant` by the parameter after the caller's own; a text without it is a programming error. */
export function bindTenant(text: string, paramCount: number): string {
  const bound = scopeStatement(text, paramCount + 1);
  if (bound === undefined) throw new TypeError('A tenant statement must name :tenant.');
  return bound;
}
