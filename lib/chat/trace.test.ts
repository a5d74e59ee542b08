import { describe, expect, it } from 'vitest';
import { makeTenant } from '@/e2e/support/make-tenant';
import { reserve } from '@/lib/budget/reserve';
import { settle } from '@/lib/budget/settle';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import { recordRequest, Trace } from './trace';

describe('the record of a request', () => {
  it('says what the ledger says, and nothing while a call is not settled', async () => {
    const { ctx } = await makeTenant('professional');
    const trace = new Trace();
    const held = await reserve(ctx, PLAN_DEFAULTS.professional, {
      requestId: trace.requestId,
      callOrdinal: 0,
      feature: 'chat',
      model: 'claude-sonnet-5-5',
      inputTokenBound: 300,
      maxOutputTokens: 700,
      documents: [],
    });
    const scores = [{ score: 0.9, bm25: 7.5, dense: 0.6, given: true }];
    const record = { feature: 'chat', outcome: 'ok' as const, passages: 1, scores };
    trace.retries = 2;
    const requests = () =>
      withTenantSql(ctx, (sql) =>
        sql(
          `select input_tokens, output_tokens, cost_nano, price_nano, retries, scores from request
           where tenant_id = :tenant`,
        ),
      );
    await recordRequest(ctx, trace, record);
    expect(await requests()).toEqual([]);

    // As the sweeper does when this process was too busy to renew the hold.
    await settle(ctx, held.id, { outcome: 'unknown', usage: undefined, estimated: true });
    await recordRequest(ctx, trace, record);
    expect(await requests()).toEqual([
      {
        input_tokens: 300n,
        output_tokens: 700n,
        cost_nano: 300n * 2_000n + 700n * 10_000n,
        price_nano: 300n * 2_600n + 700n * 13_000n,
        retries: 2,
        scores,
      },
    ]);
  });
});
