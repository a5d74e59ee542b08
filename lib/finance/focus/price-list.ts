import type { PriceLineRow } from '@/lib/db/price-lines';
import type { LedgerCharge } from './ledger-charge';

/** What one token of each meter costs, in hundredths of a nano-dollar, and whose price it is. */
export interface UnitPrices {
  units: readonly [bigint, bigint, bigint, bigint, bigint];
  /** Of the price list and not of one version of it: the plan and the size of input that the prices are for. */
  key: string;
}

const NONE: UnitPrices = { units: [0n, 0n, 0n, 0n, 0n], key: 'unpriced' };
/** Of a call that a tenant's own account pays the provider for. */
const OWN_ACCOUNT: UnitPrices = { ...NONE, key: 'own-account' };

/** Finds by which line of the price book a ledger row was priced. */
export class PriceList {
  readonly #lines = new Map<string, PriceLineRow[]>();
  /** Of each line its prices for a call at once and for one in a batch. */
  readonly #units = new Map<PriceLineRow, [UnitPrices, UnitPrices]>();

  constructor(lines: readonly PriceLineRow[]) {
    for (const line of lines) {
      const key = keyOf(line.book, line.version, line.model);
      this.#lines.set(key, [...(this.#lines.get(key) ?? []), line]);
    }
  }

  /**
   * Of the version that the row names, the line for its size of input that gives its amount: where plans have prices of
   * their own the row does not say whose it was, and lines that give the same are the same for it. A correction may give
   * no line's amount; what is beyond its tokens then is a charge of its own.
   */
  of(row: LedgerCharge, book: 'cost' | 'price'): UnitPrices {
    if (book === 'cost' && row.account === 'own') return OWN_ACCOUNT;
    const version = book === 'cost' ? row.costVersion : row.priceVersion;
    const all = this.#lines.get(keyOf(book, version, row.model));
    const [first, second] = all ?? [];
    if (!all || !first) return NONE;
    if (!second) return this.#unitsOf(first, row.batch);
    const input = row.tokens[0] + row.tokens[2] + row.tokens[3] + row.tokens[4];
    const fitting = forSize(all, input);
    const amount = book === 'cost' ? row.cost : row.price;
    const given = fitting.find((line) => chargeOf(this.#unitsOf(line, row.batch), row) === amount);
    return this.#unitsOf(
      given ?? fitting.find(({ plan }) => plan === '*') ?? fitting[0] ?? first,
      row.batch,
    );
  }

  #unitsOf(line: PriceLineRow, batch: boolean): UnitPrices {
    let both = this.#units.get(line);
    if (!both) {
      both = [atPercent(line, 100, 'standard'), atPercent(line, line.batch_percent, 'batch')];
      this.#units.set(line, both);
    }
    return both[batch ? 1 : 0];
  }
}

function keyOf(book: string, version: number, model: string): string {
  return `${book} ${version} ${model}`;
}

/** Of each plan the line with the largest size that the input is over. */
function forSize(lines: readonly PriceLineRow[], input: bigint): PriceLineRow[] {
  const best = new Map<string, PriceLineRow>();
  for (const line of lines) {
    if (line.input_over !== 0n && line.input_over >= input) continue;
    const known = best.get(line.plan);
    if (!known || line.input_over > known.input_over) best.set(line.plan, line);
  }
  return [...best.values()];
}

function atPercent(line: PriceLineRow, percent: number, tier: string): UnitPrices {
  const whole = BigInt(percent);
  const over = line.input_over === 0n ? [] : [`over-${line.input_over}`];
  const plan = line.plan === '*' ? [] : [line.plan];
  return {
    units: [
      line.input_nano * whole,
      line.output_nano * whole,
      line.cache_read_nano * whole,
      line.cache_write_5m_nano * whole,
      line.cache_write_1h_nano * whole,
    ],
    key: [tier, ...plan, ...over].join('/'),
  };
}

/** What the tokens come to, rounded up to a nano-dollar as a call's charge is. */
function chargeOf({ units }: UnitPrices, { tokens }: LedgerCharge): bigint {
  const exact = tokens.reduce((sum, count, at) => sum + count * (units[at] ?? 0n), 0n);
  return (exact + 99n) / 100n;
}
