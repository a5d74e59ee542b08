import { Piscina } from 'piscina';
import { workerPath } from '@/lib/env';
import { AppError } from '@/lib/errors';
import { processState } from '@/lib/process-state';
import { bulkhead } from '@/lib/traffic/bulkhead';
import type { PdfContent } from './schema';

const IDLE_MS = 30_000;
const THREADS = 2;
const RULES = {
  slots: THREADS,
  waiting: 20,
  full: 'Many PDF files are being written at this moment.',
};

function pool(): Piscina<PdfContent, Uint8Array> {
  return processState(
    'pdf.render',
    () =>
      new Piscina<PdfContent, Uint8Array>({
        filename: workerPath('render-pdf'),
        minThreads: 0,
        maxThreads: THREADS,
        idleTimeout: IDLE_MS,
      }),
  );
}

/** Many times what the longest conversation takes; some texts would keep a thread for hours. */
const LONGEST_MS = 20_000;

/**
 * A PDF file with its fonts inside, written in a thread so that nobody waits behind it. Rejects with the signal's reason,
 * with `store_unavailable` when too many are wanted at once, and with `too_large` for what takes longer than `longestMs`.
 */
export function renderPdf(
  content: PdfContent,
  signal: AbortSignal = new AbortController().signal,
  longestMs = LONGEST_MS,
): Promise<Uint8Array> {
  return bulkhead('writing PDF files', RULES).run(async () => {
    const late = AbortSignal.timeout(longestMs);
    try {
      return await pool().run(content, { signal: AbortSignal.any([signal, late]) });
    } catch (cause) {
      if (!late.aborted || signal.aborted) throw cause;
      throw new AppError(
        'too_large',
        'This takes too long to be written as PDF. Save it as Markdown instead.',
        { cause },
      );
    }
  }, signal);
}
