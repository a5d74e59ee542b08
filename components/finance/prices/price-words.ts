import { modelName, planName } from '@/components/console/status-badges';
import { formatCount } from '@/components/ui/format';
import type { Tone } from '@/components/ui/tone';
import type { PriceChange } from '@/lib/finance/prices/changes/schema';
import { perMillion } from '@/lib/finance/prices/draft/schema';
import type { Book, TokenPrice, VersionState } from '@/lib/finance/prices/schema';
import { formatUsd } from '@/lib/money';

export const BOOK_LABEL: Record<Book, string> = {
  cost: 'What the provider charges',
  price: 'What tenants are charged',
};

export const PRICE_LABEL: Record<TokenPrice, string> = {
  inputNano: 'Input',
  outputNano: 'Output',
  cacheReadNano: 'Cache read',
  cacheWrite5mNano: '5-minute write',
  cacheWrite1hNano: '1-hour write',
};

export const STATE_LABEL: Record<VersionState, [Tone, string]> = {
  current: ['success', 'In force'],
  ahead: ['info', 'Not yet in force'],
  past: ['neutral', 'Past'],
  withdrawn: ['neutral', 'Withdrawn'],
};

const OTHER_LABEL = {
  batchPercent: 'Batch calls',
  feeNano: 'Monthly fee',
  includedNano: 'Included usage',
  marginBp: 'Margin',
} as const;

/** For instance `Haiku 5.5 over 100,000, Free`. */
export function lineName(line: { plan: string; model: string | null; inputOver: number }): string {
  const model = line.model === null ? '' : modelName(line.model);
  const size = line.inputOver > 0 ? ` over ${formatCount(line.inputOver)}` : '';
  const plan = line.plan === '*' ? '' : planName(line.plan);
  return [model + size, plan].filter(Boolean).join(', ');
}

export function fieldName({ field }: PriceChange): string {
  return field in PRICE_LABEL
    ? PRICE_LABEL[field as TokenPrice]
    : OTHER_LABEL[field as keyof typeof OTHER_LABEL];
}

export function changeValue({ field }: PriceChange, value: string | null): string {
  if (value === null) return field === 'marginBp' ? 'by hand' : 'none';
  if (field === 'batchPercent') return `${value}%`;
  if (field === 'marginBp') return `${Number(value) / 100}%`;
  if (field === 'feeNano' || field === 'includedNano') return formatUsd(BigInt(value));
  return `$${perMillion(value)}`;
}
