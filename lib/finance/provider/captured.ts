import type { Cell } from './classify';

const WHOLE = 10_000n;

/**
 * Of what the provider says, the part that the ledger has, cell by cell: what is too much in one makes up for nothing that
 * is missing in another. In hundredths of a percent, rounded down, so that 100% means all.
 */
export function capturedShare(cells: readonly Cell[]): {
  capturedTokens: number | null;
  capturedCost: number | null;
} {
  const tokens = { here: 0n, there: 0n };
  const cost = { here: 0n, there: 0n };
  for (const { here, tokensThere, costThere } of cells) {
    if (tokensThere) add(tokens, onTheDay(here), tokensThere.own);
    if (costThere) add(cost, here.cost, costThere.amount, costThere.slack);
  }
  return { capturedTokens: shareOf(tokens), capturedCost: shareOf(cost) };
}

/** Tokens by the day on which their calls began, as the provider counts them. */
function onTheDay({ tokens, late, settledLater }: Cell['here']): bigint {
  return tokens - late + settledLater;
}

function add(sums: { here: bigint; there: bigint }, here: bigint, there: bigint, slack = 0n): void {
  if (there <= 0n) return;
  sums.there += there;
  // Within the last place in which the provider writes nothing is missing.
  sums.here += here + slack >= there ? there : here > 0n ? here : 0n;
}

function shareOf({ here, there }: { here: bigint; there: bigint }): number | null {
  return there === 0n ? null : Number((here * WHOLE) / there);
}

/** For each month the ledger's and the cost report's sums of the days that are shown. */
export function monthSums(
  cells: readonly Cell[],
  from: string,
  to: string,
): (month: string) => { here: bigint; there: bigint | null; whole: boolean } {
  return (month) => {
    const own = cells.filter(({ day }) => day.startsWith(month));
    const reported = own.filter(({ costThere }) => costThere);
    const last = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0));
    return {
      here: own.reduce((sum, { here }) => sum + here.cost, 0n),
      there:
        reported.length === 0
          ? null
          : reported.reduce((sum, { costThere }) => sum + (costThere?.amount ?? 0n), 0n),
      whole: from <= `${month}-01` && to >= last.toISOString().slice(0, 10),
    };
  };
}
