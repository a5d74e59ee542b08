'use client';

import type { PDFDocumentProxy } from 'pdfjs-dist';
import { useEffect, useState } from 'react';
import type { ErrorBody } from '@/lib/errors';
import { loadPdf, type OpenedPdf, PdfError, type PdfProblem } from './load-pdf';

export type PdfState =
  | { state: 'loading'; share: number }
  /** `size`: of the first page, in PDF units; the others are taken for as large until they are drawn. */
  | { state: 'ready'; document: PDFDocumentProxy; size: { width: number; height: number } }
  | { state: 'failed'; problem: PdfProblem; refusal?: ErrorBody };

/** A PDF by its address, opened anew with each `attempt`; closed again when nobody shows it. */
export function usePdf(address: string, attempt: number): PdfState {
  const [pdf, setPdf] = useState<PdfState>({ state: 'loading', share: 0 });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt opens the same address.
  useEffect(() => {
    const control = new AbortController();
    let opened: OpenedPdf | undefined;
    const open = async () => {
      opened = await loadPdf(address, control.signal, (share) =>
        setPdf({ state: 'loading', share }),
      );
      const { width, height } = (await opened.document.getPage(1)).getViewport({ scale: 1 });
      setPdf({ state: 'ready', document: opened.document, size: { width, height } });
    };
    setPdf({ state: 'loading', share: 0 });
    open().catch((error: unknown) => {
      if (control.signal.aborted) return;
      opened?.close();
      const known = error instanceof PdfError ? error : new PdfError('damaged', { cause: error });
      setPdf({ state: 'failed', problem: known.problem, refusal: known.refusal });
    });
    return () => {
      control.abort();
      opened?.close();
    };
  }, [address, attempt]);
  return pdf;
}
