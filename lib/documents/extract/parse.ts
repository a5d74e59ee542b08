import { cleanPages, cleanText } from './clean-text';
import { ExtractError } from './extract-error';
import type { Limits } from './limits';
import type { Extracted, ExtractFormat } from './schema';
import { sniff } from './sniff';

export interface ParseInput {
  bytes: Uint8Array;
  name: string;
  mime: string;
  limits: Limits;
}

export type Progress = (done: number, total: number) => void;

/**
 * Reads one file in this process. Untrusted files go through `runExtraction`, which does this in a
 * child that can be stopped.
 * @throws ExtractError for every expected failure; anything else is a parser that gave up
 */
export async function parse(input: ParseInput, onProgress: Progress): Promise<Extracted> {
  if (input.bytes.length === 0) throw new ExtractError('empty');
  const format = sniff(input.bytes, input.name, input.mime, input.limits);
  const raw = await parseAs(format, input, onProgress);
  const pages = cleanPages(raw.pages);
  const chars = pages.flatMap((page) => page.blocks).reduce((sum, b) => sum + b.text.length, 0);
  if (chars === 0) throw new ExtractError(format === 'pdf' ? 'no_text' : 'empty', noText(format));
  if (chars > input.limits.textChars) throw new ExtractError('too_large');
  const title = cleanText(raw.title ?? '').replace(/\n/g, ' ');
  return { format, ...(title ? { title } : {}), pages };
}

function noText(format: ExtractFormat): string | undefined {
  if (format === 'pdf') return undefined;
  return 'No text was found in the file. Pictures are not read: add the text itself, then upload it again.';
}

/** Parsers are loaded when needed: a child reads one file, and pdf.js alone takes 40 ms to load. */
async function parseAs(
  format: ExtractFormat,
  { bytes, limits }: ParseInput,
  onProgress: Progress,
): Promise<Extracted> {
  switch (format) {
    case 'pdf':
      return (await import('./pdf')).extractPdf(bytes, onProgress);
    case 'docx':
      return (await import('./docx')).extractDocx(bytes, limits);
    case 'pptx':
      return (await import('./pptx')).extractPptx(bytes, limits, onProgress);
    case 'xlsx':
      return (await import('./xlsx')).extractXlsx(bytes, limits, onProgress);
    case 'csv':
      return (await import('./csv')).extractCsv(bytes);
    case 'html':
      return (await import('./html')).extractHtml(bytes);
    case 'markdown':
      return (await import('./markdown')).extractMarkdown(bytes);
    case 'text':
      return (await import('./text')).extractText(bytes);
  }
}
