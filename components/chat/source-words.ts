import { formatDate } from '@/components/ui/format';
import type { CitationView } from '@/lib/chat/schema';

/** Why a source cannot be opened. */
export function goneWords({ removedAt }: Pick<CitationView, 'removedAt'>): string {
  return removedAt ? `removed on ${formatDate(removedAt)}` : 'no longer available';
}

/** What the parts of a document are called. */
export function placeWord(documentName: string): string {
  if (/\.pptx$/i.test(documentName)) return 'slide';
  return /\.xlsx$/i.test(documentName) ? 'sheet' : 'page';
}
