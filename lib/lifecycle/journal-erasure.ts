import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { appendErasure, type Erasure, type JournalEntry } from './erasure-journal';

/** Appends to the journal. Entries of several processes take turns here. */
export function journalErasure(ctx: TenantContext, erasure: Erasure): Promise<JournalEntry> {
  return withTenantSql(ctx, async (sql) => {
    await sql(
      `select pg_advisory_xact_lock(hashtextextended('erasure journal', 0)) where :tenant is not null`,
    );
    return appendErasure(erasure);
  });
}
