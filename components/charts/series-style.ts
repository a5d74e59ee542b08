const COLORS = 6;
const DASHES = [undefined, '7 4', '2 3', '10 3 2 3', '14 4', '1 5'];

/** Colour from the theme plus a dash, so that no series is told apart by colour alone. */
export function seriesColor(index: number): string {
  return `var(--chart-${(index % COLORS) + 1})`;
}

export function seriesDash(index: number): string | undefined {
  return DASHES[(index + Math.floor(index / COLORS)) % DASHES.length];
}
