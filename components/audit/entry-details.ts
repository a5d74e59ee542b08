import { formatBytes } from '@/components/ui/format';
import type { AuditEntryView } from '@/lib/audit/schema';
import { formatUsd } from '@/lib/money';

/** Ids of other objects say nothing to a reader; the CSV has them. */
const SILENT = new Set([
  ...['folder', 'owner', 'newAccount', 'successor', 'from', 'to'],
  ...['grant', 'operator', 'expiresAt'],
]);
const LONGEST_CODE = 20;

/** Counts and codes of an entry in words; of lists of ids only how many. */
export function entryDetails({ detail }: Pick<AuditEntryView, 'detail'>): string {
  const parts = Object.entries(detail).flatMap(([name, value]) =>
    value === null || value === '' || value === 'complete' || SILENT.has(name)
      ? []
      : [inWords(name, value)],
  );
  const { from, to } = detail;
  if (typeof from === 'string' && typeof to === 'string' && to.length < LONGEST_CODE)
    parts.push(`from ${from} to ${to}`);
  return parts.join(' · ');
}

function inWords(name: string, value: unknown): string {
  if (name === 'bytes' && typeof value === 'number') return formatBytes(value);
  if (name === 'fields' && Array.isArray(value)) return value.map(spaced).join(', ');
  if (Array.isArray(value)) return `${name} ${value.length}`;
  if (name === 'priceNano' && typeof value === 'string') return formatUsd(BigInt(value));
  if (name === 'latencyMs' && typeof value === 'number') return `${Math.round(value)} ms`;
  return `${spaced(name)} ${spaced(String(value))}`;
}

/** `requestsPerMinute` and `rate_limited` with spaces; names of models have neither. */
function spaced(code: string): string {
  return code
    .replaceAll('_', ' ')
    .replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** What the entry is about. */
export function entryObject(entry: AuditEntryView): string {
  if (entry.member) return entry.member;
  if (entry.key) return entry.key;
  const { documents, removedDocuments: removed, objectKind } = entry;
  if (documents.length === 0 && removed > 0)
    return removed === 1 ? 'A document, removed since' : `${removed} documents, removed since`;
  if (removed > 0) return [...documents, `${removed} removed since`].join(', ');
  if (documents.length > 0) return documents.join(', ');
  if (objectKind === 'key') return 'API key';
  const kind = objectKind === 'tenant' ? 'workspace' : objectKind;
  return kind.charAt(0).toUpperCase() + kind.slice(1);
}
