/** The middle of a list in any order; the mean of the two in the middle; 0 of nothing. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Linear between order statistics; 0 of nothing. `share`: 0..1. */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) return 0;
  const sorted = Float64Array.from(values).sort();
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] ?? 0;
  return low + ((sorted[Math.ceil(at)] ?? 0) - low) * (at - Math.floor(at));
}

/**
 * The scale of what scatters around zero: 1.4826 times the median of its size, which of normal noise is its standard deviation. Of
 * what is zero on most days that median is zero, so that at least 0.4 of the 90th percentile counts (0.66 would be normal noise).
 */
export function scaleOf(residuals: readonly number[]): number {
  const sizes = residuals.map(Math.abs);
  return Math.max(1.4826 * median(sizes), 0.4 * quantile(sizes, 0.9));
}

/** Theil and Sen: the median of the slopes between all pairs. `points`: x and y. */
export function slopeOf(points: readonly (readonly [number, number])[]): number {
  const slopes: number[] = [];
  for (const [place, [x, y]] of points.entries())
    for (const [otherX, otherY] of points.slice(place + 1))
      if (otherX !== x) slopes.push((otherY - y) / (otherX - x));
  return median(slopes);
}

/** Huber: the weighted mean, of values no further than 2.5 scales from the median. A weight for each value. */
export function centreOf(values: readonly number[], weights: readonly number[]): number {
  const middle = median(values);
  const bound = 2.5 * scaleOf(values.map((value) => value - middle));
  let sum = 0;
  let all = 0;
  for (const [place, value] of values.entries()) {
    const weight = weights[place] ?? 0;
    sum += weight * Math.min(middle + bound, Math.max(middle - bound, value));
    all += weight;
  }
  return all > 0 ? sum / all : 0;
}
