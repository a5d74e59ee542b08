import { modelName } from '@/components/console/status-badges';
import { formatDate } from '@/components/ui/format';
import type { ShowbackDimension } from '@/lib/finance/showback/facts';
import type { ShowbackRow } from '@/lib/finance/showback/schema';

export const SHOWBACK_LABEL: Record<ShowbackDimension, string> = {
  tenant: 'Tenant',
  plan: 'Plan',
  feature: 'Feature',
  model: 'Model',
  user: 'Person',
  key: 'API key',
  tag: 'Tag',
  day: 'Day',
};

const OTHER_KIND: Record<string, string> = {
  user: 'People',
  key: 'API keys',
  operator: 'Operators',
  system: 'The system',
};

/** What a row is about. Finance knows people and keys by their pseudonyms alone. */
export function rowLabel(row: ShowbackRow, by: ShowbackDimension): string {
  switch (by) {
    case 'model':
      return modelName(row.key);
    case 'day':
      return formatDate(row.key);
    case 'tag':
      return row.key === '' ? 'Without this tag' : row.key;
    case 'user':
    case 'key':
      return pseudonymLabel(row.key);
    default:
      return row.label;
  }
}

/** `Person 1a2b3c4d` of a pseudonym. */
export function pseudonymLabel(who: string): string {
  const [kind = '', id] = who.split(':');
  if (!id) return OTHER_KIND[kind] ?? kind;
  if (id === 'erased') return 'Erased';
  return `${kind === 'key' ? 'Key' : 'Person'} ${id.slice(0, 8)}`;
}

/** What an address of the ledger needs beside the report's own filters for the rows of one line. */
export function rowFilter(
  row: ShowbackRow,
  by: ShowbackDimension,
  tag: string | undefined,
): Record<string, string | null> {
  switch (by) {
    case 'day':
      return { range: null, from: row.key, to: row.key };
    case 'user':
    case 'key':
      return { tenant: row.tenant?.id ?? null, who: row.key };
    case 'tag':
      return { tag: tag ?? '', value: row.key };
    default:
      return { [by]: row.key };
  }
}
