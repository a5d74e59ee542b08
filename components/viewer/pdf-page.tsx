'use client';

import type { PDFDocumentProxy } from 'pdfjs-dist';
import { type CSSProperties, memo, useEffect, useRef, useState } from 'react';
import { drawPage } from './draw-page';
import type { PdfProblem } from './load-pdf';
import { PdfError } from './load-pdf';
import type { Fragment } from './locate-quote';
import './text-layer.css';

interface PdfPageProps {
  document: PDFDocumentProxy;
  number: number;
  scale: number;
  /** In PDF units, until the page has told its own. */
  size: { width: number; height: number };
  near: boolean;
  fragments: Fragment[] | undefined;
  /** Whether the fragments were found on the page. */
  onMarked: (of: Fragment[], marked: boolean) => void;
}

/** A page of its own size from the beginning, drawn while it is near what is read. */
export const PdfPage = memo(function PdfPage(props: PdfPageProps) {
  const { document, number, scale, near, fragments, onMarked } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState(props.size);
  const [problem, setProblem] = useState<PdfProblem>();
  useEffect(() => {
    if (!near || !canvas.current || !text.current) return;
    const control = new AbortController();
    const target = { canvas: canvas.current, text: text.current };
    setProblem(undefined);
    drawPage(document, number, target, { scale, fragments }, control.signal)
      .then(({ width, height, marked }) => {
        setSize({ width: width / scale, height: height / scale });
        if (fragments && marked !== undefined) onMarked(fragments, marked);
      })
      .catch((error: unknown) => {
        if (control.signal.aborted) return;
        setProblem(error instanceof PdfError ? error.problem : 'damaged');
        if (fragments) onMarked(fragments, false);
      });
    return () => {
      control.abort();
      // A page out of sight gives its memory back.
      target.canvas.width = 0;
      target.text.replaceChildren();
    };
  }, [document, number, scale, near, fragments, onMarked]);
  return (
    <section
      data-page={number}
      aria-label={`Page ${number}`}
      style={
        {
          width: size.width * scale,
          height: size.height * scale,
          '--total-scale-factor': scale,
        } as CSSProperties
      }
      className="pdf-page relative mx-auto mb-3 bg-white shadow-card"
    >
      <canvas ref={canvas} aria-hidden className="absolute inset-0 size-full" />
      <div ref={text} className="textLayer" />
      {problem && (
        <p className="absolute inset-x-0 top-0 bg-warn-soft px-3 py-2 text-ink text-xs">
          {problem === 'slow' ? 'Drawing this page takes too long.' : 'This page cannot be drawn.'}{' '}
          Its words are under “Text”.
        </p>
      )}
    </section>
  );
});
