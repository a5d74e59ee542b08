import { formatCount } from '@/components/ui/format';
import type { Bounds } from '@/lib/policies/schema';
import { fieldName } from './change-words';

export const BOUND_WORDS: Record<keyof Bounds, string> = {
  raisePercent: 'A limit rises by at most (%)',
  lowerPercent: 'A limit falls by at most (%)',
  tenants: 'Tenants at once',
  fields: 'Never changed alone',
};

export function boundText(value: unknown): string {
  if (value === null) return 'no bound';
  if (Array.isArray(value)) return value.map(fieldName).join(', ') || 'none';
  return formatCount(Number(value));
}
