import { now } from '@/lib/clock';
import { newId } from '@/lib/ids';
import { assertPlatformContext, type PlatformContext } from '@/lib/tenancy/context';
import { transaction } from './transaction';

/** Why platform data is touched; written to the platform's audit log in the same transaction. */
export interface PlatformReason {
  /** For instance `policy.edit`. */
  action: string;
  reason: string;
  /** The tenant it is about, when it is about one. */
  tenantId?: string;
  /** Content-free facts. */
  detail?: Record<string, unknown>;
  /**
   * For reading alone, never for a change: a PostgreSQL interval within which the same reading by the
   * same person (action, tenant and detail alike) is one entry. A page that refreshes itself would bury
   * the log otherwise.
   */
  fold?: string;
}

export type PlatformSql = <Row extends object = Record<string, unknown>>(
  text: string,
  params?: readonly unknown[],
) => Promise<Row[]>;

/** One transaction on the connection of the person's role, with its audit entry. */
export async function withPlatform<T>(
  ctx: PlatformContext,
  why: PlatformReason,
  work: (sql: PlatformSql) => Promise<T>,
): Promise<T> {
  assertPlatformContext(ctx);
  const token = await ctx.databaseToken();
  return transaction(ctx.role, token, async (client) => {
    const sql: PlatformSql = async <Row extends object>(
      text: string,
      params: readonly unknown[] = [],
    ) => (await client.query<Row>(text, [...params])).rows;
    await recordEntry(sql, ctx, why);
    return work(sql);
  });
}

async function recordEntry(sql: PlatformSql, ctx: PlatformContext, why: PlatformReason) {
  await sql(
    `insert into platform_audit (id, at, actor_id, actor_role, action, subject_tenant, reason, detail)
     select $1, $2, $3, $4, $5, $6, $7, $8::jsonb
     where $9::interval is null or not exists (
       select from platform_audit p where p.at > $2::timestamptz - $9::interval and p.actor_id = $3 and p.action = $5
         and p.subject_tenant is not distinct from $6::uuid and p.detail = $8::jsonb)`,
    [
      newId(),
      now(),
      ctx.userId,
      ctx.role,
      why.action,
      why.tenantId ?? null,
      why.reason,
      JSON.stringify(why.detail ?? {}),
      why.fold ?? null,
    ],
  );
}
