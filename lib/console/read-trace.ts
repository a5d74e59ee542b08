import { downgradedSchema } from '@/lib/chat/schema';
import { withPlatform } from '@/lib/db/platform-sql';
import { notFound } from '@/lib/errors';
import { isId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { REQUEST_COLUMNS, type StoredRequest, toRequestRow } from './list-requests';
import type { Trace } from './schema';

interface StoredTrace extends StoredRequest {
  principal_kind: string;
  policy_version: number;
  passages: number;
  downgraded: unknown;
  input: number;
  output: number;
  stages: Trace['stages'];
  retries: number;
  scores: Trace['scores'];
  policy_at: Date | null;
}

interface StoredCall {
  id: string;
  call_ordinal: number;
  at: Date;
  model: string;
  outcome: string;
  estimated: boolean;
  input: number;
  output: number;
  cache_read: number;
  cache_write: number;
  price_version: number;
  cost: string;
  price: string;
}

/** One request's stages and provider calls; nothing of what was asked or answered. Throws `not_found`. */
export async function readTrace(
  ctx: PlatformContext,
  tenantId: string,
  requestId: string,
): Promise<Trace> {
  authorizePlatform(ctx, 'traces:read');
  if (!isId(tenantId) || !isId(requestId)) throw notFound();
  const why = {
    action: 'trace.view',
    reason: 'Looked at a request',
    tenantId,
    detail: { requestId },
    fold: '5 minutes',
  };
  return withPlatform(ctx, why, async (sql) => {
    const [row] = await sql<StoredTrace>(
      `select ${REQUEST_COLUMNS}, principal_kind, policy_version, passages, downgraded, input_tokens::float8 as input,
         output_tokens::float8 as output, stages, retries, scores,
         (select v.created_at from policy_version v where v.tenant_id = $1 and v.version = policy_version) as policy_at
       from request where tenant_id = $1 and id = $2`,
      [tenantId, requestId],
    );
    const [tenant] = await sql<{ id: string; name: string }>(
      'select id, name from tenant where id = $1',
      [tenantId],
    );
    if (!row || !tenant) throw notFound();
    const calls = await sql<StoredCall>(
      `select id, call_ordinal, at, model, outcome, estimated, input_tokens::float8 as input, output_tokens::float8 as output,
         cache_read_tokens::float8 as cache_read, (cache_write_5m_tokens + cache_write_1h_tokens)::float8 as cache_write,
         price_version, cost_nano::text as cost, price_nano::text as price
       from ledger_entry where tenant_id = $1 and request_id = $2 order by call_ordinal`,
      [tenantId, requestId],
    );
    return {
      ...toRequestRow(row),
      tenant,
      principalKind: row.principal_kind,
      policyVersion: row.policy_version,
      passages: row.passages,
      downgraded: downgradedSchema.nullable().catch(null).parse(row.downgraded),
      inputTokens: row.input,
      outputTokens: row.output,
      stages: row.stages,
      retries: row.retries,
      queuedMs: row.stages
        .filter(({ stage }) => stage === 'queue')
        .reduce((sum, { ms }) => sum + ms, 0),
      scores: Array.isArray(row.scores) ? row.scores : [],
      policy: row.policy_at && { at: row.policy_at.toISOString() },
      ledger: calls.map((call) => ({
        id: call.id,
        ordinal: call.call_ordinal,
        at: call.at.toISOString(),
        model: call.model,
        outcome: call.outcome,
        estimated: call.estimated,
        inputTokens: call.input,
        outputTokens: call.output,
        cacheReadTokens: call.cache_read,
        cacheWriteTokens: call.cache_write,
        priceVersion: call.price_version,
        costNano: call.cost,
        priceNano: call.price,
      })),
    };
  });
}
