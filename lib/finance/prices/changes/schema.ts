import type { PlanTerms, PriceLine, PriceVersionView, TokenPrice } from '../schema';
import { TOKEN_PRICES } from '../schema';

type Content = Pick<PriceVersionView, 'lines' | 'plans'>;

/** One amount that differs; null: it is not there. Nano-dollars, but for `batchPercent` and `marginBp`. */
export interface PriceChange {
  plan: PriceLine['plan'];
  /** Null for what is a plan's. */
  model: string | null;
  inputOver: number;
  field: TokenPrice | 'batchPercent' | Exclude<keyof PlanTerms, 'plan'>;
  before: string | null;
  after: string | null;
}

/** What differs between two versions of a book, in the order of the lines of the later one. */
export function diffPrices(before: Content, after: Content): PriceChange[] {
  return [
    ...pairs(before.lines, after.lines, lineKey).flatMap(([old, next]) => {
      const of = next ?? old;
      return of ? differences(of, old, next, [...TOKEN_PRICES, 'batchPercent'] as const) : [];
    }),
    ...pairs(before.plans, after.plans, (terms) => terms.plan).flatMap(([old, next]) => {
      const of = next ?? old;
      const at = of && { plan: of.plan, model: null, inputOver: 0 };
      return at ? differences(at, old, next, ['feeNano', 'includedNano', 'marginBp'] as const) : [];
    }),
  ];
}

/** Prices that became more than three times as much, or less than a third. */
export function largeChanges(before: Content, after: Content): PriceChange[] {
  return diffPrices(before, after).filter((change) => {
    if (change.before === null || change.after === null || change.field === 'marginBp')
      return false;
    const [old, next] = [BigInt(change.before), BigInt(change.after)];
    return next > 3n * old || old > 3n * next;
  });
}

/** Lines of the prices that charge less than the costs, at any size of input from which either changes. */
export function belowCost(prices: readonly PriceLine[], costs: readonly PriceLine[]): PriceLine[] {
  const found = new Set<PriceLine>();
  for (const price of prices) {
    const sizes = [price, ...costs.filter((cost) => cost.model === price.model)];
    for (const { inputOver } of sizes) {
      const charged = lineAt(prices, price.plan, price.model, inputOver);
      const paid = lineAt(costs, '*', price.model, inputOver);
      if (charged && paid && isBelow(charged, paid)) found.add(charged);
    }
  }
  return prices.filter((line) => found.has(line));
}

/** A version of the other book, from when on it and a new one are both in force. ISO 8601. */
export interface Beside {
  from: string;
  lines: PriceLine[];
}

/**
 * What a version that begins at `startsAt` is in force beside: versions of the other book at its start and up to where the
 * next of its own begins. Of two that begin at once the later one counts.
 */
export function besides(
  versions: readonly Pick<PriceVersionView, 'id' | 'book' | 'startsAt' | 'lines'>[],
  book: PriceVersionView['book'],
  startsAt: string,
): Beside[] {
  const after = versions.filter((each) => each.book === book && each.startsAt > startsAt);
  const ends = after.map((each) => each.startsAt).sort()[0];
  const begun = versions
    .filter((each) => each.book !== book && (ends === undefined || each.startsAt < ends))
    .toSorted((a, b) => (a.startsAt < b.startsAt ? -1 : a.startsAt > b.startsAt ? 1 : a.id - b.id))
    .filter((each, place, all) => all[place + 1]?.startsAt !== each.startsAt);
  const first = begun.findLastIndex((each) => each.startsAt <= startsAt);
  return begun.slice(Math.max(0, first)).map((each) => ({
    from: each.startsAt > startsAt ? each.startsAt : startsAt,
    lines: each.lines,
  }));
}

function isBelow(charged: PriceLine, paid: PriceLine): boolean {
  return (
    TOKEN_PRICES.some((field) => BigInt(charged[field]) < BigInt(paid[field])) ||
    charged.batchPercent < paid.batchPercent
  );
}

/** The line with the largest size not above the given one. */
export function lineAt(
  lines: readonly PriceLine[],
  plan: PriceLine['plan'],
  model: string,
  inputOver: number,
): PriceLine | undefined {
  return lines
    .filter((line) => line.plan === plan && line.model === model && line.inputOver <= inputOver)
    .reduce<PriceLine | undefined>(
      (best, line) => (best && best.inputOver > line.inputOver ? best : line),
      undefined,
    );
}

function lineKey(line: PriceLine): string {
  return `${line.plan} ${line.model} ${line.inputOver}`;
}

function pairs<T>(before: readonly T[], after: readonly T[], key: (each: T) => string) {
  const old = new Map(before.map((each) => [key(each), each]));
  const kept = after.map((each): [T | undefined, T | undefined] => [old.get(key(each)), each]);
  const now = new Set(after.map(key));
  const gone = before.filter((each) => !now.has(key(each)));
  return [...kept, ...gone.map((each): [T | undefined, T | undefined] => [each, undefined])];
}

function differences<T extends object, F extends PriceChange['field'] & keyof T>(
  { plan, model, inputOver }: Pick<PriceChange, 'plan' | 'model' | 'inputOver'>,
  old: T | undefined,
  next: T | undefined,
  fields: readonly F[],
): PriceChange[] {
  const text = (of: T | undefined, field: F) =>
    of === undefined || of[field] === null ? null : String(of[field]);
  return fields
    .map((field) => ({
      plan,
      model,
      inputOver,
      field,
      before: text(old, field),
      after: text(next, field),
    }))
    .filter((change) => change.before !== change.after);
}
