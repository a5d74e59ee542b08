import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { readFilterChoices } from '../filter-choices';
import type { FinanceChoices, LedgerFilter } from '../schema';
import { usedNames } from '../used-names';
import type { ShowbackDimension } from './facts';
import type { Asked } from './keyed-sums';
import { type KeyedLine, type Lines, readLines } from './read-lines';
import { afterShared, readSharedParts, type SharedParts, sumShared } from './read-shared';
import { readUnits } from './read-units';
import type { LeftOut, ShowbackReport, ShowbackRow } from './schema';
import { daysIn, spanBefore, yearBefore } from './spans';
import { tenantNames } from './tenant-names';

const PAGE_SIZE = 50;
/** So many days at most are a chart of days. */
const MOST_DAYS = 62;
/** To choose from. */
const MOST_TAGS = 200;

/** One page of what the days came to by a dimension, the sums of all of it, and the span and the year before beside it. */
export async function readShowback(
  ctx: PlatformContext,
  by: ShowbackDimension,
  filter: LedgerFilter,
  { tag, page }: { tag?: string; page: number },
): Promise<ShowbackReport & { choices: FinanceChoices }> {
  authorizePlatform(ctx, 'costs:read');
  const why = {
    action: 'showback.view',
    reason: 'Looked at showback',
    tenantId: filter.tenant,
    fold: '5 minutes',
  };
  return withPlatform(ctx, why, async (sql) => {
    const tags = await usedNames(sql, 'tag', MOST_TAGS);
    const asked: Asked = { by, filter, tag: tag ?? filter.tag ?? tags[0] };
    const total: Asked = { ...asked, by: 'total' };
    const here = await readLines(sql, asked, filter, {
      limit: PAGE_SIZE,
      offset: (page - 1) * PAGE_SIZE,
    });
    const pointsBy = daysIn(filter) > MOST_DAYS ? 'month' : 'day';
    const points = await readLines(sql, { ...asked, by: pointsBy }, filter);
    const spans = { before: spanBefore(filter), year: yearBefore(filter) };
    const before = await readLines(sql, total, spans.before);
    const year = await readLines(sql, total, spans.year);
    const parts = await readSharedParts(sql, filter);
    const shared = await sumShared(sql, parts, filter, here.total);
    const rows = await withSpansBefore(sql, asked, here, filter);
    return {
      rows: rows.map((row) => ({ ...row, ...partOf(row, by, parts) })),
      rowCount: here.count,
      page,
      pageCount: Math.max(Math.ceil(here.count / PAGE_SIZE), 1),
      totals: here.total,
      before: before.total,
      year: year.total,
      spans,
      points: points.lines.map(({ key, costNano, priceNano }) => ({
        at: key,
        costNano,
        priceNano,
      })),
      pointsBy,
      shared,
      units: await readUnits(sql, filter, { by, sums: here }, shared),
      tags,
      choices: await readFilterChoices(sql),
    };
  });
}

/** Of a tenant's line; nobody has parts of other lines. */
function partOf(
  row: Unshared,
  by: ShowbackDimension,
  shared: SharedParts | LeftOut,
): Pick<ShowbackRow, 'sharedNano' | 'afterSharedNano'> {
  if (by !== 'tenant' || shared.leftOut !== null)
    return { sharedNano: null, afterSharedNano: null };
  return afterShared(row, shared.parts.find(({ id }) => id === row.key)?.nano ?? 0n);
}

type Unshared = Omit<ShowbackRow, 'sharedNano' | 'afterSharedNano'>;

/** With labels, and what the same keys came to in the span and the year before. */
async function withSpansBefore(
  sql: PlatformSql,
  asked: Asked,
  { lines }: Lines,
  filter: LedgerFilter,
): Promise<Unshared[]> {
  if (lines.length === 0) return [];
  const keys = lines.map(({ key }) => key);
  const owners = [
    ...new Set(lines.map((line) => ownerOf(line, asked.by)).filter((id) => id !== null)),
  ];
  const those: Asked = { ...asked, ...(owners.length > 0 && { tenants: owners }) };
  // By day, each day has its own days before; they are other keys.
  const compared = asked.by !== 'day';
  const before = compared ? await readLines(sql, those, spanBefore(filter), { keys }) : undefined;
  const year = compared ? await readLines(sql, those, yearBefore(filter), { keys }) : undefined;
  const names = await tenantNames(sql, owners);
  const priceOf = (in_: Lines | undefined, { key, owner }: KeyedLine) =>
    in_?.lines.find((line) => line.key === key && line.owner === owner)?.priceNano ?? '0';
  return lines.map(({ owner, ...line }) => ({
    ...line,
    label: asked.by === 'tenant' ? (names.get(line.key) ?? line.key) : line.key,
    tenant: owner ? { id: owner, name: names.get(owner) ?? owner } : null,
    beforeNano: priceOf(before, { owner, ...line }),
    yearNano: priceOf(year, { owner, ...line }),
  }));
}

function ownerOf(line: KeyedLine, by: Asked['by']): string | null {
  return by === 'tenant' ? line.key : line.owner;
}
