import type { PlatformSql } from '@/lib/db/platform-sql';
import type { TenantSql } from '@/lib/db/tenant-sql';

/** Runs a statement that names its log as `:log`; rows carry its id as `tenant_id`. */
export type LogSql = <Row extends object = Record<string, unknown>>(
  text: string,
  params?: readonly unknown[],
) => Promise<Row[]>;

/** The tenant's own log. */
export function ownLog(sql: TenantSql): LogSql {
  return (text, params) => sql(text.replaceAll(':log', ':tenant'), params);
}

/** Any log, for the platform's people. */
export function anyLog(sql: PlatformSql, logId: string): LogSql {
  return (text, params = []) =>
    sql(text.replaceAll(':log', `$${params.length + 1}`), [...params, logId]);
}
