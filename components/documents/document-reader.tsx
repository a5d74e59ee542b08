'use client';

import { ChevronLeft, ChevronRight } from 'lucide-react';
import { memo, type ReactNode, useEffect, useMemo, useRef } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Select } from '@/components/ui/select';
import type { ExtractFormat } from '@/lib/documents/extract/schema';
import type { DocumentText, DocumentTextBlock, DocumentTextPage } from '@/lib/documents/schema';
import { groupsOf, touches } from './block-groups';
import { DocumentBlock } from './document-block';
import { hasSpan } from './has-span';
import type { Span } from './marked-text';
import { useCurrentPage } from './use-current-page';

interface DocumentReaderProps {
  document: DocumentText;
  /** The cited passage; absent to read from the beginning. A negative start names none. */
  span?: Span;
  /** Where to begin without a passage, from 1. */
  firstPage?: number;
  /** Stands above the text. */
  notice?: ReactNode;
  /** Stand beside the pages' bar. */
  actions?: ReactNode;
  className?: string;
}

/** A document's text page by page in its own scrolling region, at the cited passage when there is one. */
export function DocumentReader({
  document,
  span,
  firstPage,
  notice,
  actions,
  className,
}: DocumentReaderProps) {
  const region = useRef<HTMLElement>(null);
  const { text, format } = document;
  const pages = useMemo(() => stepHeadings(document.pages), [document.pages]);
  const asked = span && span.start >= 0 ? span : undefined;
  const cited = asked && hasSpan(document, asked) ? asked : undefined;
  const { current, goTo } = useCurrentPage(region, pages.length);
  const start = cited?.start;
  useEffect(() => {
    if (start === undefined && firstPage !== undefined)
      region.current?.querySelector(`[data-page="${firstPage}"]`)?.scrollIntoView();
  }, [start, firstPage]);
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
      {(pages.length > 1 || actions) && (
        <div className="flex shrink-0 flex-wrap items-center justify-between gap-x-2 border-line border-b px-3 py-1.5">
          {pages.length > 1 ? (
            <PageBar pages={pages} format={format} current={current} onGo={goTo} />
          ) : (
            <span />
          )}
          {actions}
        </div>
      )}
      <section
        ref={region}
        aria-label={`Text of ${document.name}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto px-5 py-4 text-sm leading-relaxed [overflow-wrap:anywhere] focus-visible:outline-offset-[-2px]"
      >
        <h2 className="sr-only">Text</h2>
        {notice}
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
            name={pageName(page, format)}
            alone={pages.length === 1}
            span={cited && cited.start < page.end && cited.end > page.start ? cited : undefined}
          />
        ))}
      </section>
    </div>
  );
}

/** No heading is more than one level below the one before it, whatever its file says: readers walk by them. */
function stepHeadings(pages: readonly DocumentTextPage[]): DocumentTextPage[] {
  let depth = 0;
  return pages.map((page) => ({
    ...page,
    blocks: page.blocks.map((block) => {
      if (block.kind !== 'heading') return block;
      depth = Math.min(block.level ?? 2, depth + 1);
      return { ...block, level: depth };
    }),
  }));
}

interface PageProps {
  text: string;
  page: DocumentTextPage;
  name: string;
  alone: boolean;
  span: Span | undefined;
}

/** Pages out of view are not laid out, so that a book opens as fast as a note. */
const Page = memo(function Page({ text, page, name, alone, span }: PageProps) {
  return (
    <section
      data-page={page.number}
      aria-label={name}
      className="mb-6 [contain-intrinsic-size:auto_48rem] [content-visibility:auto]"
    >
      {!alone && (
        <p className="mb-3 flex items-center gap-3 font-medium text-ink-faint text-xs">
          {name}
          <span aria-hidden className="h-px flex-1 bg-line" />
        </p>
      )}
      <div className="mx-auto max-w-prose space-y-3">
        {groupsOf(page.blocks).map((blocks) => (
          <BlockGroup
            key={blocks[0]?.start}
            text={text}
            blocks={blocks}
            span={span && touches(span, blocks) ? span : undefined}
          />
        ))}
        {page.blocks.length === 0 && <p className="text-ink-faint">No text on this page.</p>}
      </div>
    </section>
  );
});

/** Most files have one page, however long they are: within it too, only what is near is laid out. */
const BlockGroup = memo(function BlockGroup({
  text,
  blocks,
  span,
}: {
  text: string;
  blocks: readonly DocumentTextBlock[];
  span: Span | undefined;
}) {
  return (
    <div
      data-blocks={blocks.length}
      className="space-y-3 [contain-intrinsic-size:auto_96rem] [content-visibility:auto]"
    >
      {blocks.map((block) => (
        <DocumentBlock key={block.start} text={text} block={block} span={span} />
      ))}
    </div>
  );
});

const PAGE_WORD: Partial<Record<ExtractFormat, string>> = { pptx: 'Slide', xlsx: 'Sheet' };

function pageName({ number, label }: DocumentTextPage, format: ExtractFormat): string {
  const name = `${PAGE_WORD[format] ?? 'Page'} ${number}`;
  return label ? `${name}: ${label}` : name;
}

interface PageBarProps {
  pages: readonly DocumentTextPage[];
  format: ExtractFormat;
  current: number;
  onGo: (index: number) => void;
}

function PageBar({ pages, format, current, onGo }: PageBarProps) {
  return (
    <nav aria-label="Pages" className="flex min-w-0 items-center gap-1">
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
        options={pages.map((page, index) => ({
          value: String(index),
          label: pageName(page, format),
        }))}
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
