/** How well one number tells two kinds of things apart. */
export interface Separability {
  /** Area under the ROC curve, folded at 0.5: which kind is the larger does not matter. */
  auc: number;
  /** One-sided lower bound of it at the given number of standard errors. */
  lowerBound: number;
}

/** The Mann-Whitney statistic with ties counted half; its standard error after Hanley and McNeil (1982). */
export function separability(
  a: readonly number[],
  b: readonly number[],
  standardErrors: number,
): Separability {
  const raw = areaUnderCurve(a, b);
  const auc = Math.max(raw, 1 - raw);
  const q1 = auc / (2 - auc);
  const q2 = (2 * auc * auc) / (1 + auc);
  const variance =
    (auc * (1 - auc) + (a.length - 1) * (q1 - auc * auc) + (b.length - 1) * (q2 - auc * auc)) /
    (a.length * b.length);
  return { auc, lowerBound: auc - standardErrors * Math.sqrt(Math.max(0, variance)) };
}

/** The chance that one of `b` is larger than one of `a`. */
function areaUnderCurve(a: readonly number[], b: readonly number[]): number {
  let wins = 0;
  for (const x of a) {
    for (const y of b) wins += y > x ? 1 : y === x ? 0.5 : 0;
  }
  return wins / (a.length * b.length);
}
