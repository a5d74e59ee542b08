import type { UsageRow } from './schema';

/** Order of a report's rows by price; those of the same price by name. */
export function dearestFirst(a: UsageRow, b: UsageRow): number {
  const difference = BigInt(b.priceNano) - BigInt(a.priceNano);
  return difference === 0n ? a.label.localeCompare(b.label, 'en') : difference > 0n ? 1 : -1;
}
