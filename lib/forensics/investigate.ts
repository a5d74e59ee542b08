import { AppError } from '@/lib/errors';
import type { PlatformContext } from '@/lib/tenancy/context';
import {
  LINE_HEADER,
  lineCells,
  SERVED_HEADER,
  SIGHT_HEADER,
  servedCells,
  sightCells,
} from './cells';
import { everyLineEntry } from './invoice-line';
import type { Between, ForensicsParams } from './schema';
import { readServedTenants } from './served-tenants';
import { everySightIn } from './who-saw';

interface InvestigationFile {
  name: string;
  /** Names of the columns. */
  header: readonly string[];
  /** In the order of the header; `forbidden` and `not_found` are thrown by the first batch. */
  rows: AsyncGenerator<string[][]>;
}

/** What was asked as a file, whole however long it is. Throws `invalid_input` where nothing whole was asked. */
export function investigationFile(
  ctx: PlatformContext,
  { tenant, document, month, line, account, hour }: ForensicsParams,
  between: Between,
): InvestigationFile {
  if (tenant && document) {
    const rows = inCells(everySightIn(ctx, tenant, document, between), sightCells);
    return { name: `seen-${document}.csv`, header: SIGHT_HEADER, rows };
  }
  if (tenant && month && line) {
    const asked = { tenantId: tenant, month, model: line };
    const rows = inCells(everyLineEntry(ctx, asked), lineCells);
    return { name: `line-${tenant}-${month}.csv`, header: LINE_HEADER, rows };
  }
  if (account && hour) {
    const rows = inCells(
      once(() => readServedTenants(ctx, { account, hour })),
      servedCells,
    );
    return { name: `served-${account}-${hour.slice(0, 13)}.csv`, header: SERVED_HEADER, rows };
  }
  throw new AppError('invalid_input', 'Say what to look for.');
}

async function* inCells<Row>(
  batches: AsyncGenerator<Row[]>,
  cells: (row: Row) => string[],
): AsyncGenerator<string[][]> {
  for await (const rows of batches) yield rows.map(cells);
}

/** What is one row a tenant at most is one batch. */
async function* once<Row>(read: () => Promise<Row[]>): AsyncGenerator<Row[]> {
  yield await read();
}
