import { modelName } from '@/components/console/status-badges';
import { formatDate } from '@/components/ui/format';
import type { UsageDimension, UsageRow } from '@/lib/usage/schema';

export const DIMENSION_LABEL: Record<UsageDimension, string> = {
  day: 'Day',
  user: 'Person',
  key: 'API key',
  model: 'Model',
  feature: 'Feature',
};

/** A row's name for people; an identifier that is no longer known stays as it is. */
export function usageLabel(row: Pick<UsageRow, 'key' | 'label'>, by: UsageDimension): string {
  if (by === 'day') return formatDate(row.key);
  if (by === 'feature') return row.label.charAt(0).toUpperCase() + row.label.slice(1);
  return by === 'model' ? modelName(row.key) : row.label;
}
