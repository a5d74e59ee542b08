import { clock } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import type { Nano } from '@/lib/money';
import type { TenantContext } from '@/lib/tenancy/context';
import type { StageName } from './schema';

export interface StageTime {
  stage: StageName;
  /** Milliseconds since the request began. */
  startMs: number;
  ms: number;
}

/** One request's stages and totals. Content-free: operators read it. */
export class Trace {
  readonly requestId = newId();
  readonly startedAt = clock().now();
  readonly stages: StageTime[] = [];
  firstTokenMs: number | undefined;

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
  inputTokens: number;
  outputTokens: number;
  cost: Nano;
  price: Nano;
}

/** Keeps the finished request for the consoles. */
export async function recordRequest(
  ctx: TenantContext,
  trace: Trace,
  record: RequestRecord,
): Promise<void> {
  await withTenantSql(ctx, (sql) =>
    sql(
      `insert into request (tenant_id, id, principal_kind, principal_id, feature, outcome, error_code, model, policy_version,
         started_at, latency_ms, first_token_ms, stages, passages, input_tokens, output_tokens, cost_nano, price_nano)
       values (:tenant, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
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
        record.inputTokens,
        record.outputTokens,
        record.cost,
        record.price,
      ],
    ),
  );
}
