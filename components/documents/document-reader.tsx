'use client';

import { ChevronLeft, ChevronRight } from 'lucide-react';
import { memo, useEffect, useRef } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Select } from '@/components/ui/select';
import type { DocumentText, DocumentTextPage } from '@/lib/documents/schema';
import { DocumentBlock } from './document-block';
import type { Span } from './marked-text';
import { useCurrentPage } from './use-current-page';

interface DocumentReaderProps {
  document: DocumentText;
  /** The cited passage; absent to read from the beginning. A negative start names none. */
  span?: Span;
  className?: string;
}

/** A document's text page by page in its own scrolling region, at the cited passage when there is one. */
export function DocumentReader({ document, span, className }: DocumentReaderProps) {
  const region = useRef<HTMLElement>(null);
  const { text, pages } = document;
  const asked = span && span.start >= 0 ? span : undefined;
  const cited = asked && isWithin(asked, document) ? asked : undefined;
  const { current, goTo } = useCurrentPage(region, pages.length);
  const start = cited?.start;
  useEffect(() => {
    if (start === undefined) return;
    const show = () =>
      region.current?.querySelector('mark[data-cited]')?.scrollIntoView({ block: 'center' });
    show();
    // Pages that were skipped over get their real height only now.
    const frame = requestAnimationFrame(show);
    return () => cancelAnimationFrame(frame);
  }, [start]);
  return (
    <div className={cn('flex min-h-0 flex-1 flex-col', className)}>
      {pages.length > 1 && <PageBar pages={pages} current={current} onGo={goTo} />}
      <section
        ref={region}
        aria-label={`Text of ${document.name}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto px-5 py-4 text-sm leading-relaxed [overflow-wrap:anywhere] focus-visible:outline-offset-[-2px]"
      >
        {asked && !cited && (
          <Alert
            kind="warn"
            className="mb-4"
            title="The cited passage cannot be located"
            text="The link names a place that this document does not have. The document is shown from its beginning."
          />
        )}
        {pages.map((page) => (
          <Page
            key={page.number}
            text={text}
            page={page}
            alone={pages.length === 1}
            span={cited && cited.start < page.end && cited.end > page.start ? cited : undefined}
          />
        ))}
      </section>
    </div>
  );
}

/** Whether any of the span lies in a block: between blocks there is nothing to show. */
function isWithin(span: Span, { pages }: DocumentText): boolean {
  return pages.some((page) =>
    page.blocks.some((block) => span.start < block.end && span.end > block.start),
  );
}

interface PageProps {
  text: string;
  page: DocumentTextPage;
  alone: boolean;
  span: Span | undefined;
}

/** Pages out of view are not laid out, so that a book opens as fast as a note. */
const Page = memo(function Page({ text, page, alone, span }: PageProps) {
  return (
    <section
      data-page={page.number}
      aria-label={pageName(page)}
      className="mb-6 [contain-intrinsic-size:auto_48rem] [content-visibility:auto]"
    >
      {!alone && (
        <p className="mb-3 flex items-center gap-3 font-medium text-ink-faint text-xs">
          {pageName(page)}
          <span aria-hidden className="h-px flex-1 bg-line" />
        </p>
      )}
      <div className="mx-auto max-w-prose space-y-3">
        {page.blocks.map((block) => (
          <DocumentBlock key={block.start} text={text} block={block} span={span} />
        ))}
        {page.blocks.length === 0 && <p className="text-ink-faint">No text on this page.</p>}
      </div>
    </section>
  );
});

function pageName(page: DocumentTextPage): string {
  return page.label ? `${page.number}. ${page.label}` : `Page ${page.number}`;
}

interface PageBarProps {
  pages: readonly DocumentTextPage[];
  current: number;
  onGo: (index: number) => void;
}

function PageBar({ pages, current, onGo }: PageBarProps) {
  return (
    <nav
      aria-label="Pages"
      className="flex shrink-0 items-center gap-1 border-line border-b px-3 py-1.5"
    >
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label="Page before"
        disabled={current === 0}
        onClick={() => onGo(current - 1)}
      >
        <ChevronLeft aria-hidden />
      </Button>
      <Select
        size="sm"
        aria-label="Page"
        className="w-auto max-w-56 border-transparent bg-transparent shadow-none"
        value={String(current)}
        onValueChange={(value) => onGo(Number(value))}
        options={pages.map((page, index) => ({ value: String(index), label: pageName(page) }))}
      />
      <span className="tabular text-[0.8125rem] text-ink-faint">of {pages.length}</span>
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label="Next page"
        disabled={current === pages.length - 1}
        onClick={() => onGo(current + 1)}
      >
        <ChevronRight aria-hidden />
      </Button>
    </nav>
  );
}
