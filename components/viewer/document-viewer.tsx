'use client';

import { FileText, Image } from 'lucide-react';
import { useState } from 'react';
import { DocumentReader } from '@/components/documents/document-reader';
import { hasSpan } from '@/components/documents/has-span';
import type { Span } from '@/components/documents/marked-text';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import type { DocumentText } from '@/lib/documents/schema';
import type { PdfProblem } from './load-pdf';
import { PdfViewer } from './pdf-viewer';

const PROBLEM: Record<PdfProblem, string> = {
  encrypted: 'The file is protected by a password.',
  damaged: 'The file is damaged.',
  too_large: 'The file is too large to draw in a browser. Download it to see its pages.',
  slow: 'Opening the file takes too long.',
  unavailable: 'The original file could not be fetched.',
};

/** Another attempt may succeed. */
const PASSING: readonly PdfProblem[] = ['slow', 'unavailable'];

interface DocumentViewerProps {
  slug: string;
  document: DocumentText;
  /** The cited passage; absent to read from the beginning. A negative start names none. */
  span?: Span;
  /** Where to begin without a passage, from 1. */
  firstPage?: number;
}

/** A document as its readers know it: a PDF by its pages, every other file by its text; and a PDF's text on demand. */
export function DocumentViewer({ slug, document, span, firstPage }: DocumentViewerProps) {
  const [asText, setAsText] = useState(document.format !== 'pdf');
  const asked = span && span.start >= 0 ? span : undefined;
  const inText = !asked || hasSpan(document, asked);
  if (document.format !== 'pdf')
    return <DocumentReader document={document} span={span} firstPage={firstPage} />;
  // A place that the document does not have is said above its text.
  if (asText || !inText)
    return (
      <DocumentReader
        document={document}
        span={span}
        firstPage={firstPage}
        actions={
          inText && (
            <Button variant="ghost" size="sm" onClick={() => setAsText(false)}>
              <Image aria-hidden /> Pages
            </Button>
          )
        }
      />
    );
  return (
    <PdfViewer
      address={`/api/t/${slug}/documents/${document.id}/original`}
      document={document}
      span={asked}
      firstPage={firstPage}
      toText={
        <Button variant="ghost" size="sm" onClick={() => setAsText(true)}>
          <FileText aria-hidden /> Text
        </Button>
      }
      fallback={({ problem, refusal }, onRetry) => (
        <DocumentReader
          document={document}
          span={span}
          firstPage={firstPage}
          notice={
            <Alert
              kind="warn"
              className="mb-4"
              title="The pages cannot be shown; this is the document’s text"
              text={refusal?.message ?? PROBLEM[problem]}
              requestId={refusal?.requestId}
              action={
                PASSING.includes(problem) && (
                  <Button size="sm" onClick={onRetry}>
                    Try again
                  </Button>
                )
              }
            />
          }
        />
      )}
    />
  );
}
