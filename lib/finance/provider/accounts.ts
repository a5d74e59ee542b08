import { attoOfCents, usdOfAtto } from './cents';
import type { ProviderFigure } from './read-sides';
import type { ComparedCell, ProviderAccount, ShownCell } from './schema';

type Place = Pick<ComparedCell, 'day' | 'model' | 'batch' | 'tokenType'>;

/**
 * What the provider's reports say by account, that is by API key: of all days, the most tokens first, and of each cell. The
 * ledger does not know with which key a call was made, so this is the provider's side alone. `own`: keys of this installation;
 * empty, all are.
 */
export function byAccount(
  cells: readonly ComparedCell[],
  figures: readonly ProviderFigure[],
  own: ReadonlySet<string>,
): { cells: ShownCell[]; accounts: ProviderAccount[] } {
  const sums = new Map<string, { tokens: bigint; cost: bigint }>();
  const ofCells = new Map<string, Map<string, bigint>>();
  for (const { apiKey, tokens, cents, ...place } of figures) {
    const key = apiKey ?? '';
    const sum = sums.get(key) ?? { tokens: 0n, cost: 0n };
    sum.tokens += tokens ?? 0n;
    sum.cost += cents === null ? 0n : (attoOfCents(cents) ?? 0n);
    sums.set(key, sum);
    if (!tokens) continue;
    const ofCell = ofCells.get(placeOf(place)) ?? new Map<string, bigint>();
    ofCells.set(placeOf(place), ofCell.set(key, (ofCell.get(key) ?? 0n) + tokens));
  }
  return {
    cells: cells.map((cell) => ({
      ...cell,
      accounts: [...(ofCells.get(placeOf(cell)) ?? [])]
        .map(([key, tokens]) => ({ key, tokens: tokens.toString() }))
        .sort((a, b) => (a.key < b.key ? -1 : 1)),
    })),
    accounts: [...sums]
      .sort(([a, one], [b, two]) =>
        one.tokens === two.tokens ? (a < b ? -1 : 1) : one.tokens > two.tokens ? -1 : 1,
      )
      .map(([key, { tokens, cost }]) => ({
        ...{ key, tokens: tokens.toString(), usd: usdOfAtto(cost) },
        own: own.size === 0 || own.has(key),
      })),
  };
}

function placeOf({ day, model, batch, tokenType }: Place): string {
  return `${day} ${model} ${batch} ${tokenType}`;
}
