import type { PriceLineRow } from '@/lib/db/price-lines';
import type { ChargeShape, LedgerCharge } from './ledger-charge';

/** What one token of each meter costs, in hundredths of a nano-dollar, and whose price it is. */
export interface UnitPrices {
  units: readonly [bigint, bigint, bigint, bigint, bigint];
  /** Of the price list and not of one version of it: the plan and the size of input that the prices are for. */
  key: string;
}

const NONE: UnitPrices = { units: [0n, 0n, 0n, 0n, 0n], key: 'unpriced' };
/** Of a call that a tenant's own account pays the provider for. */
const OWN_ACCOUNT: UnitPrices = { ...NONE, key: 'own-account' };

/** What the price list has for ledger rows of one shape. */
export type ShapePrices = (row: LedgerCharge) => UnitPrices;

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
   * Of the version that rows of the shape name, the line for a row's size of input that gives its amount: where plans have
   * prices of their own the row does not say whose it was, and lines that give the same are the same for it. A correction may
   * give no line's amount; what is beyond its tokens then is a charge of its own.
   */
  of(shape: ChargeShape, book: 'cost' | 'price'): ShapePrices {
    if (book === 'cost' && shape.account === 'own') return () => OWN_ACCOUNT;
    const version = book === 'cost' ? shape.costVersion : shape.priceVersion;
    const all = this.#lines.get(keyOf(book, version, shape.model));
    const [first, second] = all ?? [];
    if (!all || !first) return () => NONE;
    const only = this.#unitsOf(first, shape.batch);
    if (!second) return () => only;
    const fittingOf = bySize(all);
    return (row) => {
      const fitting = fittingOf(inputOf(row));
      const amount = book === 'cost' ? row.cost : row.price;
      const given = fitting.find(
        (line) => chargeOf(this.#unitsOf(line, shape.batch), row) === amount,
      );
      const line = given ?? fitting.find(({ plan }) => plan === '*') ?? fitting[0] ?? first;
      return this.#unitsOf(line, shape.batch);
    };
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

function inputOf({ tokens }: LedgerCharge): bigint {
  return tokens[0] + tokens[2] + tokens[3] + tokens[4];
}

/** Of each plan the line with the largest size that the input is over, found once for inputs over the same sizes. */
function bySize(lines: readonly PriceLineRow[]): (input: bigint) => readonly PriceLineRow[] {
  const sizes = [...new Set(lines.map((line) => line.input_over))].filter((over) => over !== 0n);
  const known = new Map<number, PriceLineRow[]>();
  return (input) => {
    let over = 0;
    for (const size of sizes) if (size < input) over += 1;
    let fitting = known.get(over);
    if (!fitting) {
      fitting = forSize(lines, input);
      known.set(over, fitting);
    }
    return fitting;
  };
}

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
  let exact = 99n;
  for (let at = 0; at < tokens.length; at += 1) {
    const count = tokens[at];
    if (count) exact += count * (units[at] ?? 0n);
  }
  return exact / 100n;
}
