import { clock } from '@/lib/clock';
import { type PriceLineRow, readPriceLines } from '@/lib/db/price-lines';
import { AppError } from '@/lib/errors';
import type { Nano } from '@/lib/money';
import { processState } from '@/lib/process-state';
import type { Plan } from '@/lib/tenancy/schema';

/** Tokens of one provider call by kind; the kinds never overlap. */
export interface TokenUsage {
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWrite5mTokens: number;
  cacheWrite1hTokens: number;
}

export const NO_USAGE: TokenUsage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
};

export interface Priced {
  /** What the provider charges the platform. */
  cost: Nano;
  /** What the tenant is charged. */
  price: Nano;
}

/** Which versions price a call: of what the provider charges, and of what the tenant is charged. */
export interface PriceVersions {
  cost: number;
  price: number;
}

/** One version of each of the two books, for one plan. */
export class PriceBook {
  readonly versions: PriceVersions;
  readonly #lines: Record<'cost' | 'price', PriceLineRow[]>;
  readonly #plan: Plan;

  constructor(versions: PriceVersions, all: PriceLineRow[], plan: Plan) {
    const of = (book: 'cost' | 'price') =>
      all.filter((line) => line.book === book && line.version === versions[book]);
    this.versions = versions;
    this.#lines = { cost: of('cost'), price: of('price') };
    this.#plan = plan;
  }

  /**
   * Exact cost and price of a call; a batch call's is its lines' percentage, rounded up to a nano-dollar.
   * Throws `model_unpriced`: an unpriced model is refused, never free.
   */
  priceCall(model: string, usage: TokenUsage, batch = false): Priced {
    return {
      cost: charge(this.#line('cost', model, usage), usage, batch),
      price: charge(this.#line('price', model, usage), usage, batch),
    };
  }

  /**
   * The largest inputs, up to `most`, after which other prices of the model hold, and `most` itself. Between two
   * of them a charge grows with its input.
   */
  inputSizes(model: string, most: number): number[] {
    const ends = [...this.#lines.cost, ...this.#lines.price]
      .filter((line) => this.#isFor(line, model) && line.input_over > 0n && line.input_over < most)
      .map((line) => Number(line.input_over));
    return [...new Set([...ends, most])];
  }

  #isFor(line: PriceLineRow, model: string): boolean {
    return line.model === model && (line.plan === this.#plan || line.plan === '*');
  }

  #line(book: 'cost' | 'price', model: string, usage: TokenUsage): PriceLineRow {
    const input = BigInt(
      usage.inputTokens +
        usage.cacheReadTokens +
        usage.cacheWrite5mTokens +
        usage.cacheWrite1hTokens,
    );
    const line = this.#lines[book]
      .filter((l) => this.#isFor(l, model) && (l.input_over === 0n || l.input_over < input))
      .reduce<PriceLineRow | undefined>(
        (best, l) => (best && best.input_over > l.input_over ? best : l),
        undefined,
      );
    if (!line)
      throw new AppError('model_unpriced', `The model ${model} has no price and cannot be used.`);
    return line;
  }
}

function charge(line: PriceLineRow, usage: TokenUsage, batch: boolean): Nano {
  const full =
    BigInt(usage.inputTokens) * line.input_nano +
    BigInt(usage.outputTokens) * line.output_nano +
    BigInt(usage.cacheReadTokens) * line.cache_read_nano +
    BigInt(usage.cacheWrite5mTokens) * line.cache_write_5m_nano +
    BigInt(usage.cacheWrite1hTokens) * line.cache_write_1h_nano;
  return batch ? (full * BigInt(line.batch_percent) + 99n) / 100n : full;
}

const REREAD_MS = 10_000;
const state = processState('metering.priceLines', () => ({
  readAt: Number.NEGATIVE_INFINITY,
  lines: [] as PriceLineRow[],
  reading: undefined as Promise<void> | undefined,
}));

async function lines(): Promise<PriceLineRow[]> {
  if (performance.now() - state.readAt > REREAD_MS) {
    state.reading ??= read().finally(() => {
      state.reading = undefined;
    });
    await state.reading;
  }
  return state.lines;
}

async function read(): Promise<void> {
  state.lines = await readPriceLines();
  state.readAt = performance.now();
}

/** Makes the next question read again: after a version was added here. Other processes see it within ten seconds. */
export function forgetPrices(): void {
  state.readAt = Number.NEGATIVE_INFINITY;
}

/** The versions in force now. */
export async function priceBookFor(plan: Plan): Promise<PriceBook> {
  const all = await lines();
  const current = (book: 'cost' | 'price') => {
    const line = all.findLast(
      (each) => each.book === book && each.effective_from.getTime() <= clock().now(),
    );
    if (!line) throw new AppError('model_unpriced', 'No prices are in force.');
    return line.version;
  };
  return new PriceBook({ cost: current('cost'), price: current('price') }, all, plan);
}

/**
 * Every version, for what a reservation named, whatever is in force by now. Ask before a transaction begins:
 * it may have to read, and transactions that each wait for a second connection wait for each other.
 */
export async function priceBooks(plan: Plan): Promise<(versions: PriceVersions) => PriceBook> {
  const all = await lines();
  return (versions) => new PriceBook(versions, all, plan);
}
