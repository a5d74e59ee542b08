import { type Atto, usdOfAtto } from './cents';
import type { ComparedCell, Difference, DifferenceKind } from './schema';

/** One day, model, tier and token type: what the ledger has and what the provider says. */
export interface Cell {
  day: string;
  model: string;
  batch: boolean;
  tokenType: ComparedCell['tokenType'];
  /** Whether the model has a cost in the price book or is in the ledger. */
  known: boolean;
  here: {
    tokens: bigint;
    /** Of these, settled at their bound because nobody knew better. */
    estimated: bigint;
    /** Of these, of calls that began on an earlier day. */
    late: bigint;
    /** Of calls that began on this day and were settled, and are counted, on a later one. */
    settledLater: bigint;
    cost: Atto;
  };
  /** Of our own keys, and of others; undefined where no usage report has the day. */
  tokensThere: { own: bigint; other: bigint } | undefined;
  /** Undefined where no cost report has the day. `slack`: how far the written amounts can be from the true ones. */
  costThere: { amount: Atto; slack: Atto } | undefined;
  /** What a token of this cell costs by the price book of the day. */
  unit: Atto;
}

/**
 * Says of each cell why the two sides differ. The tokens of a cell's differences add up to the provider's, of all keys,
 * less the ledger's. A difference is given to the first cause that can explain it, as far as that explains it: the other
 * tier of the same model and type, calls over midnight, figures that were estimated; what is left is missing on one side.
 */
export function classify(cells: readonly Cell[]): ComparedCell[] {
  const other = new Map(cells.map((cell) => [keyOf(cell, !cell.batch), cell]));
  const found = cells.map((cell) => ({
    cell: { ...cell, here: { ...cell.here } },
    tokens: tokenDifferences(cell, other.get(keyOf(cell, cell.batch))),
  }));
  carryCost(found);
  return found.filter(isSomething).map(({ cell, tokens }) => ({
    day: cell.day,
    model: cell.model,
    batch: cell.batch,
    tokenType: cell.tokenType,
    hereTokens: cell.here.tokens.toString(),
    thereTokens: cell.tokensThere
      ? (cell.tokensThere.own + cell.tokensThere.other).toString()
      : null,
    hereUsd: usdOfAtto(cell.here.cost),
    thereUsd: cell.costThere ? usdOfAtto(cell.costThere.amount) : null,
    differences: [...tokens.map(toDifference), ...costDifference(cell, tokens)],
  }));
}

/** A cell with its differences of tokens. */
interface Found {
  cell: Cell;
  tokens: TokenDifference[];
}

/**
 * What was booked beyond what tokens come to (the cost of cells without tokens) counts where the provider's cost says that
 * it belongs: in the cells of the same day, model and tier whose cost is unexplained by as much, the largest first.
 */
function carryCost(found: readonly Found[]): void {
  const groups = new Map<string, Found[]>();
  for (const each of found) {
    const key = `${each.cell.day} ${each.cell.model} ${each.cell.batch}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  for (const group of groups.values()) {
    const beyond = group.find(({ cell }) => cell.tokenType === 'other')?.cell;
    if (!beyond?.costThere) continue;
    const sign = beyond.here.cost < 0n ? -1n : 1n;
    let left = sign * beyond.here.cost - greatest(sign * beyond.costThere.amount, 0n);
    const lacking = group
      .filter(({ cell }) => cell !== beyond)
      .map(({ cell, tokens }) => ({ cell, by: sign * unexplainedCost(cell, tokens) }))
      .sort((a, b) => (a.by < b.by ? 1 : a.by > b.by ? -1 : 0));
    for (const { cell, by } of lacking) {
      const taken = least(greatest(by, 0n), greatest(left, 0n));
      cell.here.cost += sign * taken;
      beyond.here.cost -= sign * taken;
      left -= taken;
    }
  }
}

/** A cell without tokens whose cost went elsewhere says nothing more. */
function isSomething({ cell }: Found): boolean {
  return cell.tokenType !== 'other' || cell.here.cost !== 0n || Boolean(cell.costThere?.amount);
}

interface TokenDifference {
  kind: DifferenceKind;
  tokens: bigint;
}

function tokenDifferences(cell: Cell, otherTier: Cell | undefined): TokenDifference[] {
  if (!cell.tokensThere) return [];
  const { own, other } = cell.tokensThere;
  const found: TokenDifference[] = [];
  let left = own - cell.here.tokens;
  const explain = (kind: DifferenceKind, tokens: bigint) => {
    if (tokens === 0n) return;
    found.push({ kind, tokens });
    left -= tokens;
  };
  if (!cell.known) explain('unknown_model', left);
  explain('batch', inOtherTier(left, otherTier));
  explain('late', left > 0n ? least(left, cell.here.settledLater) : -least(-left, cell.here.late));
  if (left < 0n) explain('estimated', -least(-left, cell.here.estimated));
  explain(left > 0n ? 'missing_here' : 'missing_there', left);
  if (other > 0n) found.push({ kind: 'other_key', tokens: other });
  return found;
}

/** As much of the difference as the other tier has too many or too few of. */
function inOtherTier(left: bigint, tier: Cell | undefined): bigint {
  if (!tier?.tokensThere) return 0n;
  const theirs = tier.tokensThere.own - tier.here.tokens;
  if (left > 0n && theirs < 0n) return least(left, -theirs);
  if (left < 0n && theirs > 0n) return -least(-left, theirs);
  return 0n;
}

/** What of the cost the tokens do not explain. */
function unexplainedCost(cell: Cell, tokens: readonly TokenDifference[]): Atto {
  const more = tokens.reduce((sum, each) => sum + each.tokens, 0n);
  return cell.costThere ? cell.costThere.amount - cell.here.cost - more * cell.unit : 0n;
}

/** That as a difference: the way it was rounded, or another price. */
function costDifference(cell: Cell, tokens: readonly TokenDifference[]): Difference[] {
  const left = unexplainedCost(cell, tokens);
  if (left === 0n) return [];
  const slack = cell.costThere?.slack ?? 0n;
  const of = (kind: DifferenceKind) => [{ kind, tokens: null, costUsd: usdOfAtto(left) }];
  if (cell.tokenType === 'other') return of('no_tokens');
  if (!cell.known) return of('unknown_model');
  return of((left < 0n ? -left : left) <= slack ? 'rounding' : 'price');
}

function toDifference({ kind, tokens }: TokenDifference): Difference {
  return { kind, tokens: tokens.toString(), costUsd: null };
}

function keyOf(cell: Cell, batch: boolean): string {
  return `${cell.day} ${cell.model} ${cell.tokenType} ${batch}`;
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function greatest(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
