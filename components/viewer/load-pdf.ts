import type { PDFDocumentProxy } from 'pdfjs-dist';
import type { ErrorBody } from '@/lib/errors';

/** Why the pages of a PDF cannot be drawn. */
export type PdfProblem = 'encrypted' | 'damaged' | 'too_large' | 'slow' | 'unavailable';

export class PdfError extends Error {
  readonly problem: PdfProblem;
  /** What the server said, of one that it refused. */
  readonly refusal: ErrorBody | undefined;

  constructor(problem: PdfProblem, given: { cause?: unknown; refusal?: ErrorBody } = {}) {
    super(`the PDF cannot be drawn: ${problem}`, { cause: given.cause });
    this.name = 'PdfError';
    this.problem = problem;
    this.refusal = given.refusal;
  }
}

export interface OpenedPdf {
  document: PDFDocumentProxy;
  close: () => void;
}

/** What a browser takes into memory of one file. */
const MOST_BYTES = 96 * 1024 * 1024;
/** Without a byte, and for the file's first reading. */
const PATIENCE_MS = 30_000;
const MOST_IMAGE_PIXELS = 48_000_000;
/** Copied there by the build; its responses keep the worker from everything but itself. */
const ASSETS = '/pdfjs/';

/**
 * Fetches and opens the file in a worker. No script, form, font program or link of it is run or followed: what is drawn
 * is a picture, and text beside it. Rejects with `PdfError`.
 */
export async function loadPdf(
  address: string,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<OpenedPdf> {
  const [data, pdfjs] = await Promise.all([
    fetchBytes(address, signal, onProgress),
    import('pdfjs-dist/legacy/build/pdf.mjs').catch((error: unknown) => {
      throw new PdfError('unavailable', { cause: error });
    }),
  ]);
  pdfjs.GlobalWorkerOptions.workerSrc = `${ASSETS}pdf.worker.min.mjs`;
  const task = pdfjs.getDocument({
    data,
    cMapUrl: `${ASSETS}cmaps/`,
    standardFontDataUrl: `${ASSETS}standard_fonts/`,
    wasmUrl: `${ASSETS}wasm/`,
    iccUrl: `${ASSETS}iccs/`,
    isEvalSupported: false,
    enableXfa: false,
    maxImageSize: MOST_IMAGE_PIXELS,
    verbosity: pdfjs.VerbosityLevel.ERRORS,
  });
  const close = () => void task.destroy();
  signal.addEventListener('abort', close, { once: true });
  try {
    return { document: await withPatience(task.promise, PATIENCE_MS), close };
  } catch (error) {
    close();
    signal.throwIfAborted();
    if (error instanceof PdfError) throw error;
    const locked = error instanceof Error && error.name === 'PasswordException';
    throw new PdfError(locked ? 'encrypted' : 'damaged', { cause: error });
  }
}

/** Rejects with `PdfError` `slow` when nothing came of it in time. */
export async function withPatience<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new PdfError('slow')), milliseconds);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}

/** Undefined for an answer that is none of ours, a proxy's. */
async function refusalOf(response: Response): Promise<ErrorBody | undefined> {
  const body = (await response.json().catch(() => undefined)) as ErrorBody | undefined;
  return body?.code ? body : undefined;
}

/** Rejects with `PdfError`. */
export async function fetchBytes(
  address: string,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<Uint8Array> {
  const response = await fetch(address, { signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw new PdfError('unavailable', { cause: error });
  });
  if (!response.ok) throw new PdfError('unavailable', { refusal: await refusalOf(response) });
  if (!response.body) throw new PdfError('unavailable');
  const length = Number(response.headers.get('content-length') ?? 0);
  if (length > MOST_BYTES) {
    await response.body.cancel();
    throw new PdfError('too_large');
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await withPatience(reader.read(), PATIENCE_MS);
    if (done) break;
    parts.push(value);
    size += value.length;
    if (size > MOST_BYTES) {
      await reader.cancel();
      throw new PdfError('too_large');
    }
    if (length > 0) onProgress(size / length);
  }
  const data = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    data.set(part, at);
    at += part.length;
  }
  return data;
}
