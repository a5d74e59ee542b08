import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import { keptSuperuser } from './superuser-client';

export interface Usage {
  at: Date;
  outcome?: 'ok' | 'stopped' | 'refused' | 'error';
  errorCode?: string;
  latencyMs?: number;
  firstTokenMs?: number;
  feature?: string;
  model?: string;
  inputTokens?: number;
  outputTokens?: number;
  cost?: bigint;
  price?: bigint;
  account?: 'platform' | 'own';
  batch?: boolean;
  /** What the pipeline writes beside the request when it called a model. */
  ledger?: boolean;
}

/** A request as the pipeline leaves it behind, with its ledger row. Returns the request's id. */
export async function addUsage(ctx: TenantContext, usage: Usage): Promise<string> {
  const id = newId();
  const { inputTokens = 100, outputTokens = 20, cost = 1_000n, price = 1_400n } = usage;
  const { feature = 'chat', model = 'claude-haiku-5-5', outcome = 'ok' } = usage;
  await withTenantSql(ctx, (sql) =>
    sql(
      `insert into request (tenant_id, id, principal_kind, principal_id, feature, outcome, model, policy_version, started_at,
         latency_ms, first_token_ms, input_tokens, output_tokens, cost_nano, price_nano, error_code)
       values (:tenant, $1, 'user', $2, $3, $4, $5, 1, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        id,
        ctx.principal.id,
        feature,
        outcome,
        model,
        usage.at,
        usage.latencyMs ?? 100,
        usage.firstTokenMs ?? null,
        inputTokens,
        outputTokens,
        cost,
        price,
        usage.errorCode ?? null,
      ],
    ),
  );
  if (usage.ledger === false) return id;
  // Only settlements write these; a row of any time has to be put there.
  await (await keptSuperuser()).query(
    `insert into ledger_entry (tenant_id, id, request_id, call_ordinal, at, principal_kind, principal_id, feature, model,
         outcome, input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
         cost_version, price_version, cost_nano, price_nano, estimated, account, batch)
       values ($13, $1, $2, 0, $3, 'user', $4, $5, $6, 'complete', $7, $8, 0, 0, 0, 1, 2, $9, $10, false, $11, $12)`,
    [
      newId(),
      id,
      usage.at,
      ctx.principal.id,
      feature,
      model,
      inputTokens,
      outputTokens,
      cost,
      price,
      usage.account ?? 'platform',
      usage.batch ?? false,
      ctx.tenantId,
    ],
  );
  return id;
}
