import { withTenantSql } from '@/lib/db/tenant-sql';
import { type RolledUsage, readOwnRollups } from '@/lib/metering/rollups/read-rollups';
import { EMBEDDING_MODEL } from '@/lib/metering/schema';
import type { TenantContext } from '@/lib/tenancy/context';
import { dearestFirst } from './dearest-first';
import type { UsageDimension, UsageRange, UsageReport } from './schema';

/** A report by day, model or feature, all of it of one reading. For `readUsage`, which authorizes. */
export async function readRolledUsage(
  ctx: TenantContext,
  by: Exclude<UsageDimension, 'user' | 'key'>,
  range: UsageRange,
): Promise<UsageReport> {
  const usage = await withTenantSql(ctx, (sql) => readOwnRollups(sql, range.steps, true));
  const parts = usage.flatMap((each, place) => {
    const at = range.steps[place]?.at ?? '';
    const keyOf = { day: () => at.slice(0, 10), model: modelOf, feature: featureOf };
    return each.filter(isUsage).map((part) => ({ ...part, at, key: keyOf[by](part) }));
  });
  const rows = [...grouped(parts, (part) => part.key)].map(([key, of]) => ({
    ...sumsOf(of),
    key,
    label: key,
  }));
  return {
    rows: rows.sort((a, b) => (by === 'day' ? (a.key < b.key ? 1 : -1) : dearestFirst(a, b))),
    totals: sumsOf(parts),
    embeddingTokens: sumsOf(parts.filter(({ model }) => model === EMBEDDING_MODEL)).inputTokens,
    steps: [...grouped(parts, (part) => `${part.at} ${part.key}`).values()].map((of) => ({
      at: of[0]?.at ?? '',
      key: of[0]?.key ?? '',
      priceNano: sumsOf(of).priceNano,
    })),
  };
}

function grouped<T>(all: readonly T[], keyOf: (each: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of all) {
    const key = keyOf(each);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return groups;
}

const modelOf = (part: RolledUsage) => part.model;
const featureOf = (part: RolledUsage) => part.feature;

/** Requests that were refused before a call have nothing in the ledger. */
function isUsage(part: RolledUsage): boolean {
  return part.calls > 0 || part.price !== 0n || part.inputTokens + part.outputTokens !== 0;
}

function sumsOf(parts: readonly RolledUsage[]) {
  const sum = (of: (part: RolledUsage) => number) =>
    parts.reduce((total, part) => total + of(part), 0);
  return {
    requests: sum((part) => part.firstCalls),
    inputTokens: sum((part) => part.inputTokens + part.cacheReadTokens + part.cacheWriteTokens),
    outputTokens: sum((part) => part.outputTokens),
    priceNano: parts.reduce((total, part) => total + part.price, 0n).toString(),
  };
}
