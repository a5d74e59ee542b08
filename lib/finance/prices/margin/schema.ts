/** Basis points are hundredths of a percent: 4000 is 40% over cost. */
export const LARGEST_MARGIN_BP = 1_000_000;

/** The price of something that costs so much, in nano-dollars: rounded up to a whole one, so never below the margin. */
export function priceOf(costNano: bigint, marginBp: number): bigint {
  return (costNano * BigInt(10_000 + marginBp) + 9_999n) / 10_000n;
}

/** Reads `40` or `12.5` as basis points; undefined when it is no such percentage. */
export function parseMargin(text: string): number | undefined {
  const match = /^(\d{1,5})(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (!match) return undefined;
  const bp = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
  return bp <= LARGEST_MARGIN_BP ? bp : undefined;
}

/** `12.5` of 1250. */
export function formatMargin(bp: number): string {
  return String(bp / 100);
}
