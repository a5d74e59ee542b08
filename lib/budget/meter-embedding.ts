import { withTenantSql } from '@/lib/db/tenant-sql';
import { NO_USAGE } from '@/lib/metering/price-book';
import type { TenantContext } from '@/lib/tenancy/context';
import { holdProof } from './hold-proof';
import { keepRenewed } from './keep-renewed';
import { type EmbeddingNeed, FIRST_EMBEDDING, reserveEmbedding } from './reserve-embedding';
import { cancelHold, settle } from './settle';

/** Work in which documents are embedded. */
export type EmbeddingWork = Pick<
  EmbeddingNeed,
  'requestId' | 'feature' | 'documents' | 'principal' | 'whateverBudgets'
>;

/** What is embedded at once; the same number is the same texts in every attempt at the work. */
export interface EmbeddingBatch {
  number: number;
  /** Upper bound of its tokens. */
  bound: number;
}

/** Runs `embed`, which tells how many tokens it took, and books what they come to. */
export type MeterEmbedding = <T>(
  batch: EmbeddingBatch,
  embed: (onTokens: (tokens: number) => void) => Promise<T>,
) => Promise<T>;

/** Holds of one batch in the ledger's ordinals. */
const TRIES = 1_000;

/** What earlier attempts booked of a batch, or hold and may yet be charged. */
interface Booked {
  tokens: number;
  tries: number;
}

/**
 * Meters the batches of one piece of work. Each is held before it is embedded and settled at what it took, also when it
 * breaks off; of a batch that an earlier attempt embedded already, or part of it, only the rest is charged. The meter throws
 * what `reserveEmbedding` does before anything is embedded.
 */
export async function embeddingMeter(
  ctx: TenantContext,
  work: EmbeddingWork,
): Promise<MeterEmbedding> {
  const earlier = await readBooked(ctx, work.requestId);
  return async (batch, embed) => {
    const booked = earlier.get(batch.number) ?? { tokens: 0, tries: 0 };
    if (batch.bound <= booked.tokens) return embed(() => undefined);
    const reservation = await reserveEmbedding(ctx, {
      ...work,
      callOrdinal: FIRST_EMBEDDING + batch.number * TRIES + booked.tries,
      tokens: batch.bound - booked.tokens,
    });
    const stop = keepRenewed(reservation);
    let tokens = 0;
    let outcome: 'complete' | 'incomplete' = 'incomplete';
    try {
      const embedded = await embed((more) => {
        tokens += more;
      });
      outcome = 'complete';
      return embedded;
    } finally {
      stop();
      const rest = Math.max(0, tokens - booked.tokens);
      const proof = holdProof(reservation);
      const usage = { ...NO_USAGE, inputTokens: rest };
      if (rest > 0) await settle(proof, reservation.id, { outcome, usage, estimated: false });
      else await cancelHold(proof, reservation.id);
      earlier.set(batch.number, { tokens: booked.tokens + rest, tries: booked.tries + 1 });
    }
  };
}

async function readBooked(ctx: TenantContext, requestId: string): Promise<Map<number, Booked>> {
  const rows = await withTenantSql(ctx, (sql) =>
    sql<{ tenant_id: string; batch: number; tokens: number; tries: number }>(
      `select r.tenant_id, (r.call_ordinal - $2) / $3 as batch, count(*)::int as tries,
         coalesce(sum(case r.state when 'held' then r.bound_input_tokens else l.input_tokens end), 0)::float8 as tokens
       from reservation r left join ledger_entry l on l.tenant_id = r.tenant_id and l.id = r.id
       where r.tenant_id = :tenant and r.request_id = $1 and r.call_ordinal >= $2 group by 1, 2`,
      [requestId, FIRST_EMBEDDING, TRIES],
    ),
  );
  return new Map(rows.map(({ batch, tokens, tries }) => [batch, { tokens, tries }]));
}
