import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';

export interface StoredBudget {
  scope: string;
  scope_id: string;
  period: string;
  used_tokens: bigint;
  held_tokens: bigint;
  used_nano: bigint;
  held_nano: bigint;
  soft_since: Date | null;
}

/** The tenant's counters as its people could see them. */
export function storedBudgets(ctx: TenantContext): Promise<StoredBudget[]> {
  return withTenantSql(ctx, (sql) =>
    sql<StoredBudget>(
      `select scope, scope_id, period, used_tokens, held_tokens, used_nano, held_nano, soft_since from budget_counter
       where tenant_id = :tenant order by scope, scope_id, period, period_start`,
    ),
  );
}

export interface StoredEntry {
  id: string;
  kind: string;
  adjusts: string | null;
  outcome: string;
  estimated: boolean;
  input_tokens: bigint;
  output_tokens: bigint;
  cost_nano: bigint;
  price_nano: bigint;
}

export function storedEntries(ctx: TenantContext): Promise<StoredEntry[]> {
  return withTenantSql(ctx, (sql) =>
    sql<StoredEntry>(
      `select id, kind, adjusts, outcome, estimated, input_tokens, output_tokens, cost_nano, price_nano from ledger_entry
       where tenant_id = :tenant order by at, kind desc`,
    ),
  );
}
