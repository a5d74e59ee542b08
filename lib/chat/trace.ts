import { clock } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Downgraded, PassageScore, StageName } from './schema';

export interface StageTime {
  stage: StageName;
  /** Milliseconds since the request began. */
  startMs: number;
  ms: number;
}

/** One request's stages and totals. Content-free: operators read it. */
export class Trace {
  readonly requestId: string;
  readonly startedAt = clock().now();
  readonly stages: StageTime[] = [];
  firstTokenMs: number | undefined;
  /** Calls that were made once more. */
  retries = 0;

  /** A question that waited keeps the id that it was asked under. */
  constructor(requestId = newId()) {
    this.requestId = requestId;
  }

  elapsed(): number {
    return clock().now() - this.startedAt;
  }

  markFirstToken(): void {
    this.firstTokenMs ??= this.elapsed();
  }

  /** Times one stage, whether it ends well or throws. */
  async stage<T>(stage: StageName, work: () => Promise<T>): Promise<T> {
    const startMs = this.elapsed();
    try {
      return await work();
    } finally {
      this.stages.push({ stage, startMs, ms: this.elapsed() - startMs });
    }
  }
}

export interface RequestRecord {
  feature: string;
  outcome: 'ok' | 'stopped' | 'refused' | 'error';
  errorCode?: string;
  model?: string;
  passages: number;
  /** Of what retrieval found, best first: numbers alone. */
  scores: PassageScore[];
  downgraded?: Downgraded;
}

/**
 * Keeps the finished request for the consoles; its tokens and money are the sums of its ledger rows. A
 * request with a hold that could not be settled gets no row: the sweeper charges it later, and a row
 * that said less would contradict the ledger for good.
 */
export async function recordRequest(
  ctx: TenantContext,
  trace: Trace,
  record: RequestRecord,
): Promise<void> {
  await withTenantSql(ctx, (sql) =>
    sql(
      `insert into request (tenant_id, id, principal_kind, principal_id, feature, outcome, error_code, model, policy_version,
         started_at, latency_ms, first_token_ms, stages, passages, downgraded, input_tokens, output_tokens, cost_nano, price_nano,
         retries, scores)
       select :tenant, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, used.input, used.output, used.cost, used.price, $15,
         $16::jsonb
       from (
         select coalesce(sum(input_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens), 0) as input,
           coalesce(sum(output_tokens), 0) as output, coalesce(sum(cost_nano), 0) as cost, coalesce(sum(price_nano), 0) as price
         from ledger_entry where tenant_id = :tenant and request_id = $1
       ) used
       where not exists (
         select from reservation where tenant_id = :tenant and request_id = $1 and state = 'held')`,
      [
        trace.requestId,
        ctx.principal.kind,
        ctx.principal.id,
        record.feature,
        record.outcome,
        record.errorCode ?? null,
        record.model ?? null,
        ctx.policyVersion,
        new Date(trace.startedAt),
        trace.elapsed(),
        trace.firstTokenMs ?? null,
        JSON.stringify(trace.stages),
        record.passages,
        record.downgraded ? JSON.stringify(record.downgraded) : null,
        trace.retries,
        JSON.stringify(record.scores),
      ],
    ),
  );
}
