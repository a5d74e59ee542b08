'use client';

import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Span } from '@/components/documents/marked-text';
import { useCurrentPage } from '@/components/documents/use-current-page';
import { Alert } from '@/components/ui/alert';
import { Progress } from '@/components/ui/progress';
import type { DocumentText } from '@/lib/documents/schema';
import { citedPages } from './cited-pages';
import type { Fragment } from './locate-quote';
import { pageFragments } from './page-fragments';
import { PdfPage } from './pdf-page';
import { PdfToolbar, ZOOMS } from './pdf-toolbar';
import { useNearPages } from './use-near-pages';
import { type PdfState, usePdf } from './use-pdf';
import { useWidth } from './use-width';

/** Around a page. */
const MARGIN = 24;

interface PdfViewerProps {
  address: string;
  document: DocumentText;
  span: Span | undefined;
  /** The page to begin at when no passage is cited, from 1. */
  firstPage: number | undefined;
  /** Shows the text instead of the pages. */
  toText: ReactNode;
  /** What is shown instead, with the reason above it. */
  fallback: (failed: FailedPdf, onRetry: () => void) => ReactNode;
}

export type FailedPdf = Extract<PdfState, { state: 'failed' }>;

/** A PDF page by page as it is printed, at the cited passage, which is marked in the pages' own text. */
export function PdfViewer({
  address,
  document: source,
  span,
  firstPage,
  toText,
  fallback,
}: PdfViewerProps) {
  const [attempt, setAttempt] = useState(0);
  const pdf = usePdf(address, attempt);
  if (pdf.state === 'failed') return fallback(pdf, () => setAttempt(attempt + 1));
  if (pdf.state === 'loading')
    return (
      <div className="flex min-h-0 flex-1 flex-col">
        <div className="flex h-11 shrink-0 items-center justify-end border-line border-b px-3">
          {toText}
        </div>
        <div className="mx-auto w-full max-w-xs flex-1 pt-16">
          <Progress label="Opening the pages" value={Math.round(pdf.share * 100)} />
        </div>
      </div>
    );
  return <Pages pdf={pdf} source={source} span={span} firstPage={firstPage} toText={toText} />;
}

interface PagesProps {
  pdf: Extract<PdfState, { state: 'ready' }>;
  source: DocumentText;
  span: Span | undefined;
  firstPage: number | undefined;
  toText: ReactNode;
}

function Pages({ pdf, source, span, firstPage, toText }: PagesProps) {
  const region = useRef<HTMLElement>(null);
  const count = pdf.document.numPages;
  const width = useWidth(region);
  const near = useNearPages(region, width > 0 ? count : 0);
  const { current, goTo } = useCurrentPage(region, count);
  const [zoom, setZoom] = useState<number>(ZOOMS.fit);
  const { start, end } = span ?? {};
  const fragments = useMemo(
    () =>
      pageFragments(source, start === undefined || end === undefined ? undefined : { start, end }),
    [source, start, end],
  );
  const [results, setResults] = useState<ReadonlyMap<Fragment[], boolean>>(new Map());
  const onMarked = useCallback(
    (of: Fragment[], marked: boolean) =>
      setResults((all) => (all.get(of) === marked ? all : new Map(all).set(of, marked))),
    [],
  );
  const { first: cited, lost, marked } = citedPages(fragments, results);
  const target = cited ?? firstPage;
  const scale = (Math.max(160, width - MARGIN) / pdf.size.width) * zoom;

  // To the page first; to the words once they are marked there.
  useEffect(() => {
    if (width === 0 || target === undefined) return;
    region.current?.querySelector(`[data-page="${target}"]`)?.scrollIntoView({ block: 'start' });
  }, [target, width]);
  // Of each passage anew: the next one may stand on the same page.
  const found = marked ? fragments : undefined;
  useEffect(() => {
    if (found)
      region.current?.querySelector('mark[data-cited]')?.scrollIntoView({ block: 'center' });
  }, [found]);

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <PdfToolbar
        pages={count}
        current={current + 1}
        zoom={zoom}
        onGo={(number) => goTo(number - 1)}
        onZoom={setZoom}
      >
        {toText}
      </PdfToolbar>
      {lost && (
        <Alert
          kind="warn"
          className="m-3 mb-0"
          title="The cited passage cannot be located on this page"
          text="Nothing is marked. The passage is marked in the document’s text."
          action={toText}
        />
      )}
      <p role="status" className="sr-only">
        {marked && `The cited passage is marked on page ${cited}.`}
      </p>
      <section
        ref={region}
        aria-label={`Pages of ${source.name}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
        tabIndex={0}
        className="min-h-0 flex-1 overflow-auto bg-sunken px-3 pt-3 focus-visible:outline-offset-[-2px]"
      >
        {width > 0 &&
          Array.from({ length: count }, (_, index) => index + 1).map((number) => (
            <PdfPage
              key={number}
              document={pdf.document}
              number={number}
              scale={scale}
              size={pdf.size}
              near={near.has(number)}
              fragments={lost ? undefined : fragments.get(number)}
              onMarked={onMarked}
            />
          ))}
      </section>
    </div>
  );
}
