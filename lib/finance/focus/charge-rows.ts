import { type FocusDataset, type FocusValue, toValues } from './columns';
import { type ChargeShape, type LedgerCharge, METERS } from './ledger-charge';
import type { PriceList, ShapePrices, UnitPrices } from './price-list';
import { type Cells, commonCells, otherCells, type Sellers, usageCells } from './shape-cells';
import type { TableRow } from './table-file';

/** First and last instant of a billing period, in ms since the epoch; the last is not in it. */
export type PeriodOf = (row: Pick<LedgerCharge, 'tenantId' | 'at'>) => readonly [number, number];

export interface FocusRow extends TableRow {
  billed: bigint;
  effective: bigint;
}

const MINUTE_MS = 60_000;
/** An installation has some hundreds; reasons of corrections may be as many as these are. */
const MOST_BASES = 20_000;
/** Of a nano-dollar. */
const HUNDREDTHS = 100n;

/** What rows of one shape are made of. */
interface Shaped {
  prices: ShapePrices;
  /** By the kind of tokens, and then by what they are priced. */
  usage: Map<UnitPrices, FocusValue[]>[];
  /** By category and description. */
  other: Map<string, FocusValue[]>;
}

/** What a ledger row's rows have of it beside their amounts. */
interface OfCharge {
  row: LedgerCharge;
  periodStart: number;
  periodEnd: number;
  minute: number;
  chargeClass: string | null;
  tags: string | null;
}

/**
 * Makes rows of the specification out of ledger rows: one for each kind of tokens, priced by the unit and so exactly list
 * cost, and one for what an entry has beyond its tokens. What a batch call was rounded up by, less than a nano-dollar, is
 * in its last row's billed cost. The sums of all rows are the ledger's to the last digit.
 */
export class ChargeRows {
  readonly #shapes = new Map<ChargeShape, Shaped>();
  #bases = 0;

  constructor(
    private readonly dataset: FocusDataset,
    private readonly prices: PriceList,
    private readonly periodOf: PeriodOf,
    private readonly sellers: Sellers,
  ) {}

  of(row: LedgerCharge): FocusRow[] {
    const { shape, tokens } = row;
    const shaped = this.#shaped(shape);
    const priced = shaped.prices(row);
    const call = this.#callOf(row);
    const rows: FocusRow[] = [];
    let beyond = (this.dataset === 'focus' ? row.price : row.cost) * HUNDREDTHS;
    if (!shape.ofMonth) {
      const last = tokens.findLastIndex((count) => count !== 0n);
      for (let at = 0; at <= last; at += 1) {
        const quantity = tokens[at] ?? 0n;
        if (quantity === 0n) continue;
        const list = quantity * (priced.units[at] ?? 0n);
        beyond -= list;
        const rounded = at === last && beyond > -HUNDREDTHS && beyond < HUNDREDTHS ? beyond : 0n;
        beyond -= rounded;
        const base = this.#usageOf(shaped, shape, at, priced);
        rows.push(this.#row(base, call, quantity, list, list + rounded));
      }
    }
    if (beyond !== 0n)
      rows.push(this.#row(this.#otherOf(shaped, row, beyond), call, null, beyond, beyond));
    return rows;
  }

  #row(
    base: readonly FocusValue[],
    call: OfCharge,
    quantity: bigint | null,
    list: bigint,
    billed: bigint,
  ): FocusRow {
    return { base, own: this.#ownCells(call, quantity, list, billed), billed, effective: billed };
  }

  /** In the order of the own columns. */
  #ownCells(
    { row, periodStart, periodEnd, minute, chargeClass, tags }: OfCharge,
    quantity: bigint | null,
    list: bigint,
    billed: bigint,
  ): FocusValue[] {
    const { tenantId, tenantName, id, requestId } = row;
    const own = this.dataset === 'focus';
    const cells: FocusValue[] = own ? [] : [tenantId, tenantName, tags];
    // One call, and no arrays to spread: this is done for each row of a file of millions.
    cells.push(
      billed,
      own ? tenantId : 'platform',
      own ? tenantName : this.sellers.platform,
      periodEnd,
      periodStart,
      chargeClass,
      minute + MINUTE_MS,
      minute,
      quantity,
      list,
      billed,
      list,
      quantity,
      tags,
      id,
      requestId,
    );
    return cells;
  }

  #callOf(row: LedgerCharge): OfCharge {
    const [periodStart, periodEnd] = this.periodOf(row);
    const corrects = row.correctsAt !== null && row.correctsAt < periodStart;
    return {
      row,
      periodStart,
      periodEnd,
      minute: Math.floor(row.at / MINUTE_MS) * MINUTE_MS,
      chargeClass: corrects ? 'Correction' : null,
      tags: row.shape.ofMonth ? null : row.tags.json,
    };
  }

  #shaped(shape: ChargeShape): Shaped {
    if (this.#bases >= MOST_BASES) {
      this.#shapes.clear();
      this.#bases = 0;
    }
    let shaped = this.#shapes.get(shape);
    if (!shaped) {
      const prices = this.prices.of(shape, this.dataset === 'focus' ? 'price' : 'cost');
      shaped = { prices, usage: METERS.map(() => new Map()), other: new Map() };
      this.#shapes.set(shape, shaped);
    }
    return shaped;
  }

  #usageOf({ usage }: Shaped, shape: ChargeShape, at: number, priced: UnitPrices): FocusValue[] {
    let base = usage[at]?.get(priced);
    if (!base) {
      base = this.#base(shape, usageCells(shape, at, priced));
      usage[at]?.set(priced, base);
    }
    return base;
  }

  #otherOf({ other }: Shaped, { shape, reason }: LedgerCharge, amount: bigint): FocusValue[] {
    const category = shape.ofMonth && amount < 0n ? 'Credit' : 'Adjustment';
    const key = `${category} ${reason}`;
    let base = other.get(key);
    if (!base) {
      base = this.#base(shape, otherCells(category, reason));
      other.set(key, base);
    }
    return base;
  }

  #base(shape: ChargeShape, cells: Cells): FocusValue[] {
    this.#bases += 1;
    const common = commonCells(shape, this.dataset, this.sellers);
    return toValues(this.dataset, { ...common, ...cells });
  }
}
