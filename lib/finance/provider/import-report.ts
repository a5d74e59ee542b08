import { now } from '@/lib/clock';
import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { isUniqueViolation } from '@/lib/db/sql-errors';
import { AppError } from '@/lib/errors';
import { readBody } from '@/lib/http/read-body';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { adminAccess, fetchCosts, fetchUsage } from './fetch-report';
import { parseCsv } from './parse-csv';
import { looksLikeJson, parseJson } from './parse-json';
import type { ProviderReport } from './provider-report';
import { type FetchReport, type ImportedReport, LARGEST_REPORT_BYTES } from './schema';

const BATCH = 5_000;

/** Reads both reports of the days from the provider and imports them. Throws as the reading and the importing do. */
export async function importFromProvider(
  ctx: PlatformContext,
  { from, to, again }: FetchReport,
): Promise<ImportedReport[]> {
  authorizePlatform(ctx, 'provider:import');
  await noteBegin(ctx, { source: 'api', from, to });
  const access = adminAccess();
  const reports = [await fetchUsage(access, from, to), await fetchCosts(access, from, to)];
  const imported: ImportedReport[] = [];
  for (const report of reports) imported.push(await importReport(ctx, report, again));
  return imported;
}

/** Imports the file that is the request's body; nothing of it is read for who may not. */
export async function importUpload(
  ctx: PlatformContext,
  request: Request,
  fileName: string,
  again: boolean,
): Promise<ImportedReport> {
  authorizePlatform(ctx, 'provider:import');
  await noteBegin(ctx, { source: 'csv' });
  const bytes = await readBody(
    request,
    LARGEST_REPORT_BYTES,
    () => new AppError('too_large', 'The file is larger than 20 MB. Export fewer days at once.'),
  );
  return importFile(ctx, bytes, fileName, again);
}

/** Before anything is read or asked for: PostgreSQL sees who it is, and the log has what was tried. */
function noteBegin(ctx: PlatformContext, detail: Record<string, string>): Promise<void> {
  const why = {
    action: 'provider.begin',
    reason: 'Began to import a report of the provider',
    detail,
  };
  return withPlatform(ctx, why, async () => undefined);
}

/** Imports a file of the provider's console, or a saved answer of its Admin API. */
export async function importFile(
  ctx: PlatformContext,
  bytes: Uint8Array,
  fileName: string,
  again: boolean,
): Promise<ImportedReport> {
  authorizePlatform(ctx, 'provider:import');
  const report = looksLikeJson(bytes) ? parseJson(bytes, fileName) : parseCsv(bytes, fileName);
  return importReport(ctx, report, again);
}

/**
 * Stores a report as a version of its days. `conflict` when the same file was imported before, or when an import has some
 * of the days already and nobody said that they get another version; the earlier one stays either way.
 */
export async function importReport(
  ctx: PlatformContext,
  report: ProviderReport,
  again: boolean,
): Promise<ImportedReport> {
  authorizePlatform(ctx, 'provider:import');
  const { kind, source, fromDay, toDay, rows } = report;
  const why = {
    action: 'provider.import',
    reason: 'Imported a report of the provider',
    detail: { kind, source, fromDay, toDay, rows: rows.length, again },
  };
  try {
    return await withPlatform(ctx, why, async (sql) => {
      // One import after the other: each gets the next number, and sees the days of those before.
      await sql("select pg_advisory_xact_lock(hashtext('tenantry.provider-import'))");
      await refuseKnown(sql, report, again);
      const id = newId();
      const [added] = await sql<{ number: number }>(
        `insert into provider_import (id, number, kind, source, file_name, sha256, from_day, to_day, row_count,
           imported_by, imported_at)
         select $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9, $10 from provider_import
         returning number`,
        [
          id,
          kind,
          source,
          report.fileName,
          report.sha256,
          fromDay,
          toDay,
          rows.length,
          ctx.userId,
          now(),
        ],
      );
      await addRows(sql, id, report);
      return { number: added?.number ?? 0, kind, rows: rows.length, fromDay, toDay };
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw sameFile(error);
    throw error;
  }
}

async function refuseKnown(
  sql: PlatformSql,
  { kind, source, sha256, fromDay, toDay }: ProviderReport,
  again: boolean,
): Promise<void> {
  const earlier = await sql<{ number: number; same: boolean; days: string }>(
    `select number, source = 'csv' and sha256 = $4 as same,
       to_char(greatest(from_day, $2), 'YYYY-MM-DD') || ' to ' || to_char(least(to_day, $3), 'YYYY-MM-DD') as days
     from provider_import where kind = $1 and from_day <= $3::date and to_day >= $2::date order by number desc`,
    [kind, fromDay, toDay, sha256],
  );
  if (source === 'csv' && earlier.some((each) => each.same)) throw sameFile();
  const [newest] = earlier;
  if (newest && !again)
    throw new AppError(
      'conflict',
      `Import ${newest.number} has ${newest.days} already. Say that these days get another version to import them again.`,
    );
}

async function addRows(sql: PlatformSql, id: string, { rows }: ProviderReport): Promise<void> {
  for (let from = 0; from < rows.length; from += BATCH) {
    const batch = rows.slice(from, from + BATCH);
    await sql(
      `insert into provider_row (import_id, ordinal, day, model, batch, api_key, token_type, tokens, amount_cents)
       select $1, $2 + row_number() over (), r.* from unnest($3::date[], $4::text[], $5::boolean[], $6::text[], $7::text[],
         $8::bigint[], $9::text[]) as r`,
      [
        id,
        from,
        batch.map((row) => row.day),
        batch.map((row) => row.model),
        batch.map((row) => row.batch),
        batch.map((row) => row.apiKey),
        batch.map((row) => row.tokenType),
        batch.map((row) => row.tokens),
        batch.map((row) => row.cents),
      ],
    );
  }
}

function sameFile(cause?: unknown): AppError {
  return new AppError('conflict', 'This very file was imported before.', { cause });
}
