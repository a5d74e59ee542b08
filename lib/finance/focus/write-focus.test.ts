import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import Papa from 'papaparse';
import { beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeHold, told } from '@/e2e/support/make-hold';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { type ReadRow, scaled, validateFocus } from '@/e2e/support/validate-focus';
import { settle } from '@/lib/budget/settle';
import { withPlatform } from '@/lib/db/platform-sql';
import { newId } from '@/lib/ids';
import { exactUsd } from '@/lib/money';
import type { PlatformContext } from '@/lib/tenancy/context';
import { adjustMonth } from '../corrections/correct-ledger';
import type { FocusDataset } from './columns';
import { type TableFormat, writeFocus } from './write-focus';

const TODAY = new Date().toISOString().slice(0, 10);
const SELLERS = { platform: 'Tenantry', provider: 'Anthropic' };
const NAME = '=cmd("x"), “Ltd”';
let finance: PlatformContext;
let tenant: MadeTenant;

/** The file's bytes and what was said of them. */
async function write(dataset: FocusDataset, format: TableFormat, tenantId?: string) {
  const parts: Uint8Array[] = [];
  const span = { from: TODAY, to: TODAY, tenantId };
  const written = await withPlatform(finance, { action: 'test', reason: 'test' }, (sql) =>
    writeFocus(sql, dataset, format, span, SELLERS, async (bytes) => {
      parts.push(bytes.slice());
    }),
  );
  return { written, bytes: Buffer.concat(parts) };
}

function readCsv(bytes: Buffer): { header: string[]; rows: ReadRow[] } {
  const { data, meta } = Papa.parse<Record<string, string>>(bytes.toString('utf8'), {
    header: true,
    skipEmptyLines: true,
  });
  const rows = data.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, cell]) => [name, cell === '' ? null : cell]),
    ),
  );
  return { header: meta.fields ?? [], rows };
}

const sum = (rows: readonly ReadRow[], column: string) =>
  rows.reduce((all, row) => all + scaled(row[column] ?? '0'), 0n);
const dollars = (nano: bigint) => scaled(exactUsd(nano));

async function ledgerSum(column: 'cost_nano' | 'price_nano', tenantId?: string): Promise<bigint> {
  const [row] = await asSuperuser<{ sum: string }>(
    `select coalesce(sum(${column}), 0)::text as sum from ledger_entry
     where at >= $1::date and at < $1::date + 1 and ($2::uuid is null or tenant_id = $2)
       and tenant_id in (select id from tenant where not canary)`,
    [TODAY, tenantId ?? null],
  );
  return BigInt(row?.sum ?? 0);
}

beforeAll(async () => {
  finance = await makePlatformPerson('finance');
  tenant = await makeTenant();
  const { ctx } = tenant;
  await asSuperuser('update tenant set name = $2 where id = $1', [ctx.tenantId, NAME]);
  for (const [input, output] of [
    [701, 93],
    [15, 0],
    [90_000, 4_001],
  ] as const) {
    const { id } = await makeHold(ctx, 100_000, 5_000);
    await settle(ctx, id, told(input, output));
  }
  // A batch call, which is rounded up to a nano-dollar.
  await asSuperuser(
    `insert into ledger_entry select x.* from ledger_entry l
     cross join lateral (select * from price_line p where p.version = l.cost_version and p.model = l.model limit 1) c
     cross join lateral (select * from price_line p where p.version = l.price_version and p.model = l.model limit 1) p
     cross join lateral jsonb_populate_record(l, jsonb_build_object('id', gen_random_uuid(), 'batch', true,
       'input_tokens', 3, 'output_tokens', 0, 'tags', '{"team":"=1+1"}'::jsonb,
       'cost_nano', ceil(3 * c.input_nano * c.batch_percent / 100.0),
       'price_nano', ceil(3 * p.input_nano * p.batch_percent / 100.0))) x
     where l.tenant_id = $1 limit 1`,
    [ctx.tenantId],
  );
  // As many digits as a file has room for, which a floating point number has not.
  await asSuperuser(
    `insert into ledger_entry select x.* from ledger_entry l cross join lateral jsonb_populate_record(l,
       jsonb_build_object('id', gen_random_uuid(), 'cost_nano', 9876543210987653)) x
     where l.tenant_id = $1 limit 1`,
    [ctx.tenantId],
  );
  const month = TODAY.slice(0, 7);
  for (const priceNano of [-2_500_000_001n, 1_000_000_007n])
    await adjustMonth(finance, {
      entryId: newId(),
      tenantId: ctx.tenantId,
      month,
      priceNano: String(priceNano),
      reason: '+a goodwill, “said”',
    });
});

describe('the export of cost and usage', () => {
  it.each(['focus', 'focus-allocated'] as const)('conforms as CSV: %s', async (dataset) => {
    const { written, bytes } = await write(dataset, 'csv');
    const { header, rows } = readCsv(bytes);
    expect(validateFocus(dataset, header, rows)).toEqual([]);
    expect(rows).toHaveLength(written.rows);
    const ledger = await ledgerSum(dataset === 'focus' ? 'price_nano' : 'cost_nano');
    expect(written.billed).toBe(ledger);
    expect(sum(rows, 'BilledCost')).toBe(dollars(ledger));
  });

  it('of one tenant has its rows alone, and sums to what the portal shows', async () => {
    const { rows } = readCsv((await write('focus', 'csv', tenant.ctx.tenantId)).bytes);
    expect(new Set(rows.map((row) => row.BillingAccountId))).toEqual(
      new Set([tenant.ctx.tenantId]),
    );
    expect(sum(rows, 'BilledCost')).toBe(
      dollars(await ledgerSum('price_nano', tenant.ctx.tenantId)),
    );
    expect(rows.map((row) => row.ChargeCategory)).toEqual(
      expect.arrayContaining(['Usage', 'Credit', 'Adjustment']),
    );
    expect(
      Object.keys(rows[0] ?? {}).filter((name) => /cost.*provider|margin/i.test(name)),
    ).toEqual([]);
  });

  it('has each ledger row under its ids, and with its tags', async () => {
    const { rows } = readCsv((await write('focus', 'csv', tenant.ctx.tenantId)).bytes);
    const ledger = await asSuperuser<{ id: string; request: string; tags: string | null }>(
      `select id, request_id as request, case when tags ? 'team' then '{"team":"=1+1"}' end as tags
       from ledger_entry where tenant_id = $1 order by 1`,
      [tenant.ctx.tenantId],
    );
    const written = rows.map((row) => [row.x_LedgerEntryId, row.x_RequestId, row.Tags].join(' '));
    expect([...new Set(written)].sort()).toEqual(
      ledger.map(({ id, request, tags }) => [id, request, tags].join(' ')),
    );
  });

  it('neutralises what a spreadsheet would run, in names, reasons and tags', async () => {
    const text = (await write('focus', 'csv', tenant.ctx.tenantId)).bytes.toString('utf8');
    expect(text).toContain(`"'${NAME.replaceAll('"', '""')}"`);
    expect(text).toContain(`"'+a goodwill`.replace('"', ''));
    expect(text).not.toMatch(/(^|,)"?[=+@]/m);
  });

  it('as Parquet says the same as CSV, digit for digit', async () => {
    const csv = readCsv((await write('focus-allocated', 'csv')).bytes);
    const { bytes } = await write('focus-allocated', 'parquet');
    const file = bytes.buffer.slice(
      bytes.byteOffset,
      bytes.byteOffset + bytes.byteLength,
    ) as ArrayBuffer;
    const rows = await parquetReadObjects({ file });
    expect(Object.keys(rows[0] ?? {})).toEqual(csv.header);
    expect(rows).toHaveLength(csv.rows.length);
    // Read as what they are, decimals would be floating point numbers: the integers of the file are compared.
    const metadata = parquetMetadata(file);
    const decimals = metadata.schema.filter((each) => each.converted_type === 'DECIMAL');
    const schema = metadata.schema.map(({ converted_type, logical_type, ...rest }) =>
      converted_type === 'DECIMAL' ? rest : { ...rest, converted_type, logical_type },
    );
    const raw = await parquetReadObjects({
      file,
      metadata: { ...metadata, schema: schema as typeof metadata.schema },
    });
    expect(decimals.map(({ name }) => name)).toEqual(
      'BilledCost ConsumedQuantity ContractedCost EffectiveCost ListCost ListUnitPrice PricingQuantity'.split(
        ' ',
      ),
    );
    for (const { name, scale = 0 } of decimals)
      expect(
        raw.map((row) => {
          const whole: unknown = row[name];
          return typeof whole === 'bigint' ? whole * 10n ** BigInt(18 - scale) : null;
        }),
      ).toEqual(
        csv.rows.map((row) => {
          const text = row[name] ?? null;
          return text === null ? null : scaled(text);
        }),
      );
    expect(raw.some((row) => BigInt(row.BilledCost) > BigInt(Number.MAX_SAFE_INTEGER))).toBe(true);
    expect(rows.map((row) => row.AllocatedResourceName)).toEqual(
      csv.rows.map((row) => row.AllocatedResourceName?.replace(/^'(?==)/, '') ?? null),
    );
    expect(rows.map((row) => (row.ChargePeriodStart as Date).toISOString().slice(0, 19))).toEqual(
      csv.rows.map((row) => row.ChargePeriodStart?.slice(0, 19)),
    );
  });

  it.each([
    ['ConsumedQuantity', '1e-7'],
    ['ChargePeriodStart', '2026-01-01'],
    ['Tags', '["a"]'],
    ['ChargeCategory', 'Fee'],
    ['ListUnitPrice', '7'],
  ])('is judged by what the specification says: %s of %s', async (column, wrong) => {
    const { header, rows } = readCsv((await write('focus', 'csv', tenant.ctx.tenantId)).bytes);
    const usage = rows.find((row) => row.ChargeCategory === 'Usage') ?? {};
    const problems = validateFocus('focus', header, [{ ...usage, [column]: wrong }]);
    expect(problems.join()).toContain(column === 'ListUnitPrice' ? 'ListCost' : column);
    expect(validateFocus('focus', [...header, 'ProviderName'], []).join()).toContain(
      'ProviderName is no column',
    );
  });
});
