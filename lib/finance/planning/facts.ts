/** How prices may be otherwise: hundredths of a percent, from nothing at all to eleven times as much. */
export const PRICE_BP = { least: -10_000, most: 100_000 } as const;

const PERCENT = /^[+-]?\d{1,6}(\.\d{1,2})?$/;

/** What somebody typed as a percentage, in hundredths of a percent; undefined for what none is or is out of bounds. */
export function parsePercent(text: string): number | undefined {
  const typed = text.trim();
  if (!PERCENT.test(typed)) return undefined;
  const basisPoints = Math.round(Number(typed) * 100) || 0;
  return basisPoints < PRICE_BP.least || basisPoints > PRICE_BP.most ? undefined : basisPoints;
}
