import type { PlatformSql } from '@/lib/db/platform-sql';
import type { LedgerFilter } from '../schema';
import { readLines } from './read-lines';
import type { ShowbackReport, ShowbackSums, UnitCost } from './schema';

/** Work on documents: each is a request of its own. All other features answer somebody. */
const OF_DOCUMENTS: readonly string[] = ['ingest', 'reindex'];

/**
 * What a request that is no work on documents, an indexed document and a person who asked came to, of usage that the filter
 * means. What keys and the system asked for is no person's.
 */
export async function readUnits(
  sql: PlatformSql,
  filter: LedgerFilter,
): Promise<ShowbackReport['units']> {
  const features = await readLines(sql, { by: 'feature', filter }, filter);
  const ofDocuments = features.lines.filter(({ key }) => OF_DOCUMENTS.includes(key));
  const ofAnswers = features.lines.filter(({ key }) => !OF_DOCUMENTS.includes(key));
  const people = await readLines(sql, { by: 'user', filter }, filter, { limit: 0 });
  return {
    answer: unitOf(countOf(ofAnswers), ofAnswers),
    document: unitOf(
      countOf(ofDocuments.filter(({ key }) => key === 'ingest')),
      ofDocuments.filter(({ key }) => key === 'ingest'),
    ),
    user: unitOf(people.people, [people.ofPeople]),
  };
}

function countOf(lines: readonly ShowbackSums[]): number {
  return lines.reduce((sum, line) => sum + line.requests, 0);
}

function unitOf(
  count: number,
  lines: readonly Pick<ShowbackSums, 'costNano' | 'priceNano'>[],
): UnitCost {
  const each = (of: 'costNano' | 'priceNano') =>
    count === 0
      ? null
      : (lines.reduce((sum, line) => sum + BigInt(line[of]), 0n) / BigInt(count)).toString();
  return { count, costNano: each('costNano'), priceNano: each('priceNano') };
}
