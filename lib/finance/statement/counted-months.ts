import type { EarlierMonth, UsageSum } from './build-statement';

/** What the ledger has of a month and model; a correction counts in the month of its call. Nano-dollars and counts as decimal strings. */
export interface Counted {
  /** `YYYY-MM` where the tenant is. */
  month: string;
  model: string;
  calls: number;
  corrections: number;
  callTokens: string;
  correctionTokens: string;
  callNano: string;
  correctionNano: string;
}

/** The same, with the corrections that were booked before the statement's month began. */
export interface CountedNow extends Counted {
  correctionsBefore: number;
  correctionNanoBefore: string;
}

/** What was read, with the calls of months before `since`, which were not, as the last close counted them. Pure. */
export function withCounted(
  read: readonly CountedNow[],
  counted: readonly Counted[],
  since: string,
): CountedNow[] {
  const keyOf = ({ month, model }: Counted) => `${month} ${model}`;
  const rows = new Map(read.map((each) => [keyOf(each), each]));
  for (const each of counted.filter(({ month }) => month < since)) {
    const { month, model, calls, callTokens, callNano } = each;
    const present = rows.get(keyOf(each)) ?? { month, model, ...UNCORRECTED };
    rows.set(keyOf(each), { ...present, calls, callTokens, callNano });
  }
  return [...rows.values()];
}

const UNCORRECTED = {
  ...{ corrections: 0, correctionTokens: '0', correctionNano: '0' },
  ...{ correctionsBefore: 0, correctionNanoBefore: '0' },
};

/** What a month's calls and corrections come to, by model. */
export function usageOf(month: string, now: readonly CountedNow[]): UsageSum[] {
  return now
    .filter((each) => each.month === month)
    .map(({ model, calls, ...each }) => ({
      ...{ model, calls, tokens: BigInt(each.callTokens) + BigInt(each.correctionTokens) },
      priceNano: BigInt(each.callNano) + BigInt(each.correctionNano),
    }));
}

/**
 * What changed in months before this one. Where months were closed, it is whatever is more than the last close had counted:
 * calls that arrived late, and corrections. Without, it is what was corrected since the month began. `included`: what each
 * month's fee covers. Pure.
 */
export function earlierOf(
  month: string,
  now: readonly CountedNow[],
  counted: readonly Counted[] | undefined,
  included: (month: string) => bigint,
): EarlierMonth[] {
  const months = new Set(now.map((each) => each.month).filter((name) => name < month));
  return [...months].flatMap((name) => {
    const present = sumsOf(now.filter((each) => each.month === name));
    const before = counted
      ? sumsOf(counted.filter((each) => each.month === name))
      : beforeOf(
          present,
          now.filter((each) => each.month === name),
        );
    const late = {
      calls: present.calls - before.calls,
      tokens: present.tokens - before.tokens,
      priceNano: present.callNano - before.callNano,
    };
    const corrected = present.corrections > before.corrections;
    if (late.calls === 0 && !corrected) return [];
    return {
      month: name,
      ...(late.calls > 0 ? { late } : {}),
      corrected,
      usageNano: before.callNano + before.correctionNano,
      changeNano: present.correctionNano - before.correctionNano,
      includedNano: included(name),
    };
  });
}

function sumsOf(rows: readonly Counted[]) {
  const sum = { calls: 0, corrections: 0, tokens: 0n, callNano: 0n, correctionNano: 0n };
  for (const row of rows) {
    sum.calls += row.calls;
    sum.corrections += row.corrections;
    sum.tokens += BigInt(row.callTokens);
    sum.callNano += BigInt(row.callNano);
    sum.correctionNano += BigInt(row.correctionNano);
  }
  return sum;
}

/** As it was when the month began: a call of an earlier month was there then. */
function beforeOf(present: ReturnType<typeof sumsOf>, rows: readonly CountedNow[]) {
  return {
    ...present,
    corrections: rows.reduce((sum, row) => sum + row.correctionsBefore, 0),
    correctionNano: rows.reduce((sum, row) => sum + BigInt(row.correctionNanoBefore), 0n),
  };
}
