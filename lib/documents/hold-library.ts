import type { TenantSql } from '@/lib/db/tenant-sql';

/** One at a time of a tenant, to the transaction's end: what counts the library, and adds to it, is raced past by nobody. */
export async function holdLibrary(sql: TenantSql): Promise<void> {
  await sql("select pg_advisory_xact_lock(hashtextextended('documents ' || :tenant::text, 0))");
}
