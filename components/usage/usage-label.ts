import { formatDate } from '@/components/ui/format';
import { MODELS, modelIdSchema } from '@/lib/llm/schema';
import type { UsageDimension, UsageRow } from '@/lib/usage/schema';

export const DIMENSION_LABEL: Record<UsageDimension, string> = {
  day: 'Day',
  user: 'Person',
  model: 'Model',
  feature: 'Feature',
};

/** A row's name for people; an identifier that is no longer known stays as it is. */
export function usageLabel(row: Pick<UsageRow, 'key' | 'label'>, by: UsageDimension): string {
  if (by === 'day') return formatDate(row.key);
  if (by === 'feature') return row.label.charAt(0).toUpperCase() + row.label.slice(1);
  const model = by === 'model' ? modelIdSchema.safeParse(row.key) : undefined;
  return model?.success ? MODELS[model.data].displayName : row.label;
}
