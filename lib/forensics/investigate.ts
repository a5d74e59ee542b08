import { AppError } from '@/lib/errors';
import type { PlatformContext } from '@/lib/tenancy/context';
import { lineCells, servedCells, sightCells } from './cells';
import { ENTRIES_IN_FILE, readInvoiceLine } from './invoice-line';
import type { Between, ForensicsParams } from './schema';
import { readServedTenants } from './served-tenants';
import { SIGHTS_IN_FILE, whoSawIn } from './who-saw';

/** What was asked as a file: its name and its rows. Throws `invalid_input` where nothing whole was asked, and `forbidden`. */
export async function investigationFile(
  ctx: PlatformContext,
  { tenant, document, month, line, account, hour }: ForensicsParams,
  between: Between,
): Promise<{ name: string; rows: string[][] }> {
  if (tenant && document) {
    const { rows } = await whoSawIn(ctx, tenant, document, between, SIGHTS_IN_FILE);
    return { name: `seen-${document}.csv`, rows: sightCells(rows) };
  }
  if (tenant && month && line) {
    const asked = { tenantId: tenant, month, model: line };
    const { rows } = await readInvoiceLine(ctx, asked, ENTRIES_IN_FILE);
    return { name: `line-${tenant}-${month}.csv`, rows: lineCells(rows) };
  }
  if (account && hour) {
    const rows = await readServedTenants(ctx, { account, hour });
    return { name: `served-${account}-${hour.slice(0, 13)}.csv`, rows: servedCells(rows) };
  }
  throw new AppError('invalid_input', 'Say what to look for.');
}
