import { Badge } from '@/components/ui/badge';
import type { Tone } from '@/components/ui/tone';
import type { ExtractFormat } from '@/lib/documents/extract/schema';
import type { DocumentStage, DocumentView } from '@/lib/documents/schema';

const STAGE: Record<DocumentStage, [Tone, string]> = {
  received: ['neutral', 'Received'],
  extracting: ['info', 'Extracting text'],
  chunking: ['info', 'Chunking'],
  embedding: ['info', 'Embedding'],
  indexed: ['success', 'Indexed'],
  failed: ['danger', 'Failed'],
  cancelled: ['neutral', 'Cancelled'],
};

export function StageBadge({ stage }: { stage: DocumentStage }) {
  const [tone, label] = STAGE[stage];
  return (
    <Badge tone={tone} dot>
      {label}
    </Badge>
  );
}

export function stageName(stage: DocumentStage): string {
  return STAGE[stage][1];
}

const FORMAT: Record<ExtractFormat, string> = {
  pdf: 'PDF',
  docx: 'Word',
  pptx: 'PowerPoint',
  xlsx: 'Excel',
  csv: 'CSV',
  html: 'HTML',
  markdown: 'Markdown',
  text: 'Text',
};

/** Empty until the content was recognised. */
export function formatName(format: ExtractFormat | null): string {
  return format ? FORMAT[format] : '';
}

/** Keys are shown to those who manage them. */
export function uploaderOf({ createdBy }: Pick<DocumentView, 'createdBy'>): string {
  return createdBy ?? 'An API key or a former member';
}
