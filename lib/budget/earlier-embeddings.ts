import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { FIRST_EMBEDDING } from './reserve-embedding';

/** Pieces that one hold can be for. */
export const MOST_PIECES = 64;
/** Holds for the same pieces, in the ledger's ordinals. */
const TRIES = 128;

/** What earlier attempts left of the pieces that begin at one place. */
export interface Earlier {
  /** Embedded to their end, and what was booked for them beyond what had been paid for before. */
  complete?: { pieces: number; tokens: number };
  /** A hold whose process is gone: charged at its bound, or about to be, whatever was embedded under it. */
  unknown?: { pieces: number; id: string };
  /** Booked by attempts that broke off. */
  partTokens: number;
}

export class EarlierEmbeddings {
  readonly #byFirst = new Map<number, Earlier>();
  readonly #tries = new Map<number, number>();
  readonly #firsts: number[];

  constructor(rows: readonly EmbeddedRow[]) {
    for (const row of rows) this.#add(row);
    this.#firsts = [...this.#byFirst.keys()].sort((a, b) => a - b);
  }

  at(first: number): Earlier {
    return this.#byFirst.get(first) ?? { partTokens: 0 };
  }

  /** So many pieces at most can be held for from here: those of the next place have their own. */
  roomAt(first: number): number {
    const next = this.#firsts.find((each) => each > first) ?? Number.POSITIVE_INFINITY;
    return Math.min(MOST_PIECES, next - first);
  }

  /** Of a new hold for these pieces. */
  ordinalOf(first: number, pieces: number): number {
    const range = rangeOf(first, pieces);
    return FIRST_EMBEDDING + range * TRIES + (this.#tries.get(range) ?? 0);
  }

  #add({ id, call_ordinal, state, outcome, estimated, corrected, tokens }: EmbeddedRow): void {
    const range = Math.floor((call_ordinal - FIRST_EMBEDDING) / TRIES);
    this.#tries.set(range, (this.#tries.get(range) ?? 0) + 1);
    // Given back: nothing was embedded, or what was paid for already.
    if (state === 'settled' && outcome === null) return;
    const first = Math.floor(range / MOST_PIECES);
    const pieces = (range % MOST_PIECES) + 1;
    const earlier = this.at(first);
    this.#byFirst.set(first, earlier);
    // Whoever corrects an unknown outcome has embedded all of it.
    if (outcome === 'complete' || corrected) earlier.complete = { pieces, tokens };
    else if (state === 'held' || (outcome === 'unknown' && estimated))
      earlier.unknown = { pieces, id };
    else earlier.partTokens += tokens;
  }
}

function rangeOf(first: number, pieces: number): number {
  return first * MOST_PIECES + pieces - 1;
}

interface EmbeddedRow {
  tenant_id: string;
  id: string;
  call_ordinal: number;
  state: string;
  /** Null while it is held, and of a hold that was given back. */
  outcome: string | null;
  estimated: boolean;
  corrected: boolean;
  /** With corrections. */
  tokens: number;
}

/** What the ledger and open holds say of the work so far. */
export async function readEarlier(
  ctx: TenantContext,
  requestId: string,
): Promise<EarlierEmbeddings> {
  const rows = await withTenantSql(ctx, (sql) =>
    sql<EmbeddedRow>(
      `select r.tenant_id, r.id, r.call_ordinal, r.state, l.outcome, coalesce(l.estimated, false) as estimated,
         c.entries > 0 as corrected, (coalesce(l.input_tokens, 0) + c.tokens)::float8 as tokens
       from reservation r
       left join ledger_entry l on l.tenant_id = r.tenant_id and l.id = r.id
       cross join lateral (select count(*) as entries, coalesce(sum(a.input_tokens), 0) as tokens
         from ledger_entry a where a.tenant_id = r.tenant_id and a.adjusts = r.id) c
       where r.tenant_id = :tenant and r.request_id = $1 and r.call_ordinal >= $2
       order by r.call_ordinal`,
      [requestId, FIRST_EMBEDDING],
    ),
  );
  return new EarlierEmbeddings(rows);
}
