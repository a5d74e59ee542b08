import { exactUsd } from '@/lib/money';
import type { PlatformContext } from '@/lib/tenancy/context';
import { readPriceVersion } from './read-prices';
import { TOKEN_PRICES } from './schema';

/** One version as cells, dollars a million tokens; a plan's fee and included usage follow its lines. */
export async function exportPrices(ctx: PlatformContext, id: number): Promise<string[][]> {
  const { version } = await readPriceVersion(ctx, id);
  const perMillion = (nano: string) => exactUsd(BigInt(nano) * 1_000_000n);
  return [
    [
      'version',
      'book',
      'starts_at',
      'plan',
      'model',
      'input_over_tokens',
      'input_usd_per_million',
      'output_usd_per_million',
      'cache_read_usd_per_million',
      'cache_write_5m_usd_per_million',
      'cache_write_1h_usd_per_million',
      'batch_percent',
      'monthly_fee_usd',
      'included_usage_usd',
      'margin_percent',
    ],
    ...version.lines.map((line) => [
      String(version.id),
      version.book,
      version.startsAt,
      line.plan,
      line.model,
      String(line.inputOver),
      ...TOKEN_PRICES.map((field) => perMillion(line[field])),
      String(line.batchPercent),
      '',
      '',
      '',
    ]),
    ...version.plans.map((terms) => [
      String(version.id),
      version.book,
      version.startsAt,
      terms.plan,
      ...Array<string>(8).fill(''),
      exactUsd(BigInt(terms.feeNano)),
      exactUsd(BigInt(terms.includedNano)),
      terms.marginBp === null ? '' : String(terms.marginBp / 100),
    ]),
  ];
}
