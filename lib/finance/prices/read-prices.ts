import { now } from '@/lib/clock';
import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { notFound } from '@/lib/errors';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { Plan } from '@/lib/tenancy/schema';
import type { Book, PriceHistory, PriceVersionView, VersionState } from './schema';

interface StoredVersion {
  id: number;
  book: Book;
  effective_from: Date;
  created_at: Date;
  note: string;
  reason: string;
  author: string | null;
}

interface StoredLine {
  version: number;
  plan: Plan | '*';
  model: string;
  input_over: number;
  input: string;
  output: string;
  cache_read: string;
  write_5m: string;
  write_1h: string;
  batch_percent: number;
}

interface StoredTerms {
  version: number;
  plan: Plan;
  margin_bp: number | null;
  fee: string;
  included: string;
}

const why = { action: 'prices.view', reason: 'Looked at prices', fold: '5 minutes' };

/** Every version of both books, newest first. */
export async function readPrices(ctx: PlatformContext): Promise<PriceHistory> {
  authorizePlatform(ctx, 'costs:read');
  return withPlatform(ctx, why, async (sql) => ({ versions: await readVersions(sql) }));
}

/** One version with the one before it in its book, to compare. Throws `not_found`. */
export async function readPriceVersion(
  ctx: PlatformContext,
  id: number,
): Promise<{ version: PriceVersionView; before: PriceVersionView | undefined }> {
  const { versions } = await readPrices(ctx);
  const version = versions.find((each) => each.id === id);
  if (!version) throw notFound();
  const before = versions.find((each) => each.book === version.book && each.id < id);
  return { version, before };
}

/** In a transaction of the caller's. */
export async function readVersions(sql: PlatformSql): Promise<PriceVersionView[]> {
  const versions = await sql<StoredVersion>(
    `select v.id, v.book, v.effective_from, v.created_at, v.note, v.reason, u.name as author
     from price_version v left join app_user u on u.id = v.author_id order by v.id desc`,
  );
  const lines = await sql<StoredLine>(
    `select version, plan, model, input_over::int as input_over, input_nano::text as input, output_nano::text as output,
       cache_read_nano::text as cache_read, cache_write_5m_nano::text as write_5m, cache_write_1h_nano::text as write_1h,
       batch_percent
     from price_line
     order by version, array_position(array['*', 'free', 'starter', 'professional', 'enterprise'], plan), model, input_over`,
  );
  const plans = await sql<StoredTerms>(
    `select version, plan, margin_bp, fee_nano::text as fee, included_nano::text as included from price_plan
     order by version, array_position(array['free', 'starter', 'professional', 'enterprise'], plan)`,
  );
  const at = now();
  return versions.map((version) => ({
    id: version.id,
    book: version.book,
    state: stateOf(version, versions, at),
    startsAt: version.effective_from.toISOString(),
    createdAt: version.created_at.toISOString(),
    reason: version.reason || version.note,
    author: version.author,
    lines: lines.filter((line) => line.version === version.id).map(toLine),
    plans: plans.filter((terms) => terms.version === version.id).map(toTerms),
  }));
}

/** The one that began last prices calls; of two that begin at the same time, the later one. */
function stateOf(version: StoredVersion, all: readonly StoredVersion[], at: Date): VersionState {
  const overtaken = all.some(
    (each) =>
      each.book === version.book &&
      each.id > version.id &&
      each.effective_from.getTime() === version.effective_from.getTime(),
  );
  if (overtaken) return 'withdrawn';
  if (version.effective_from > at) return 'ahead';
  const later = all.some(
    (each) =>
      each.book === version.book &&
      each.effective_from <= at &&
      each.effective_from > version.effective_from,
  );
  return later ? 'past' : 'current';
}

function toLine(row: StoredLine) {
  return {
    plan: row.plan,
    model: row.model,
    inputOver: row.input_over,
    inputNano: row.input,
    outputNano: row.output,
    cacheReadNano: row.cache_read,
    cacheWrite5mNano: row.write_5m,
    cacheWrite1hNano: row.write_1h,
    batchPercent: row.batch_percent,
  };
}

function toTerms(row: StoredTerms) {
  return {
    plan: row.plan,
    marginBp: row.margin_bp,
    feeNano: row.fee,
    includedNano: row.included,
  };
}
