import { formatMonth } from '@/components/ui/format';

/** `November 2026` of `2026-11`. */
export function monthName(month: string): string {
  return formatMonth(`${month}-01T00:00:00Z`, 'UTC');
}
