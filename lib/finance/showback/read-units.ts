import type { PlatformSql } from '@/lib/db/platform-sql';
import type { LedgerFilter } from '../schema';
import type { Asked } from './keyed-sums';
import { type Lines, readLines } from './read-lines';
import type { LeftOut, ShowbackReport, ShowbackSums, SpanShared, UnitCost } from './schema';

/** Work on documents: each is a request of its own. All other features answer somebody. */
const OF_DOCUMENTS: readonly string[] = ['ingest', 'reindex'];

/** Sums of a span by one dimension: all its lines, or a page of them. */
export interface ReadSums {
  by: Asked['by'];
  sums: Lines;
}

/**
 * What a request that is no work on documents, an indexed document and a person who asked came to, of usage that the filter
 * means. What keys and the system asked for is no person's. `read`: what was read of the same usage, which is not read twice.
 */
export async function readUnits(
  sql: PlatformSql,
  filter: LedgerFilter,
  read: ReadSums,
  shared: SpanShared | LeftOut,
): Promise<ShowbackReport['units']> {
  const totals = read.sums.total;
  const hasFeatures = read.by === 'feature' && read.sums.lines.length === read.sums.count;
  const features = hasFeatures
    ? read.sums
    : await readLines(sql, { by: 'feature', filter }, filter);
  const ofDocuments = features.lines.filter(({ key }) => OF_DOCUMENTS.includes(key));
  const ofAnswers = features.lines.filter(({ key }) => !OF_DOCUMENTS.includes(key));
  const people =
    read.by === 'user'
      ? read.sums
      : await readLines(sql, { by: 'user', filter }, filter, { limit: 0 });
  const ingested = ofDocuments.filter(({ key }) => key === 'ingest');
  const whole = BigInt(totals.costNano);
  const part = sharedByUsage(shared);
  const unit = (count: number, lines: readonly Amounts[]): UnitCost => ({
    ...unitOf(count, lines),
    withSharedNano: part === null ? null : withShared(sumOf(lines, 'costNano'), whole, part, count),
  });
  return {
    answer: unit(countOf(ofAnswers), ofAnswers),
    document: unit(countOf(ingested), ingested),
    user: unit(people.people, [people.ofPeople]),
  };
}

/** Of erased tenants no usage is left here that could take their parts. */
function sharedByUsage(shared: SpanShared | LeftOut): bigint | null {
  if (shared.leftOut !== null) return null;
  return BigInt(shared.sharedNano) - BigInt(shared.erased.nano);
}

type Amounts = Pick<ShowbackSums, 'costNano' | 'priceNano'>;

/**
 * What one of `count` cost with shared costs, each nano-dollar of cost taking the same share of them; rounded down once. Null of
 * none, and where nothing cost anything: there is nothing to go by. Pure.
 */
export function withShared(
  cost: bigint,
  whole: bigint,
  shared: bigint,
  count: number,
): string | null {
  if (count === 0 || whole <= 0n) return null;
  return ((cost * (whole + shared)) / (whole * BigInt(count))).toString();
}

function countOf(lines: readonly ShowbackSums[]): number {
  return lines.reduce((sum, line) => sum + line.requests, 0);
}

function unitOf(count: number, lines: readonly Amounts[]): Omit<UnitCost, 'withSharedNano'> {
  const each = (of: keyof Amounts) =>
    count === 0 ? null : (sumOf(lines, of) / BigInt(count)).toString();
  return { count, costNano: each('costNano'), priceNano: each('priceNano') };
}

function sumOf(lines: readonly Amounts[], of: keyof Amounts): bigint {
  return lines.reduce((sum, line) => sum + BigInt(line[of]), 0n);
}
