/** What extraction gives back. Plain data, safe to send to a browser. */
export const EXTRACT_FORMATS = [
  'pdf',
  'docx',
  'pptx',
  'xlsx',
  'csv',
  'html',
  'markdown',
  'text',
] as const;
export type ExtractFormat = (typeof EXTRACT_FORMATS)[number];

export type BlockKind = 'heading' | 'paragraph' | 'table' | 'list' | 'code';

export interface Block {
  kind: BlockKind;
  /** 1 to 6, of a heading only. */
  level?: number;
  /** Never empty. One line per row of a table and per item of a list. */
  text: string;
}

export interface ExtractedPage {
  /** From 1: a page of a PDF, a slide, a sheet; 1 for formats without pages. */
  number: number;
  /** The sheet's name or the slide's title. */
  label?: string;
  blocks: Block[];
}

export interface Extracted {
  format: ExtractFormat;
  title?: string;
  pages: ExtractedPage[];
}

export type ExtractFailure =
  | 'empty'
  | 'encrypted'
  | 'corrupt'
  | 'mislabelled'
  | 'unsupported'
  | 'too_large'
  | 'archive_bomb'
  | 'no_text'
  | 'timeout'
  | 'out_of_memory'
  | 'cancelled'
  | 'crashed';

export interface Failure {
  code: ExtractFailure;
  /** What happened and what to do about it, for the person who uploaded the file. */
  message: string;
}

/** The sentence of each failure; a parser may give a more exact one. */
export const FAILURE_MESSAGE: Record<ExtractFailure, string> = {
  empty: 'The file is empty. Check that it was saved completely, then upload it again.',
  encrypted: 'The file is protected by a password. Remove the password, then upload it again.',
  corrupt:
    'The file is damaged and cannot be read. Open it in its own program, save it anew and upload that copy.',
  mislabelled:
    'The content of the file does not match the ending of its name. Rename it to what it really is, or export it again.',
  unsupported:
    'This type of file is not supported. Upload PDF, DOCX, PPTX, XLSX, CSV, HTML, Markdown or plain text.',
  too_large: 'The file is larger than the limit. Split it into smaller files and upload those.',
  archive_bomb:
    'The file unpacks to far more data than an ordinary document, so it was not opened. Save it anew without embedded media.',
  no_text:
    'No text was found; the file may be a scan. Run text recognition (OCR) on it, then upload the result.',
  timeout: 'Reading the file took too long. Split it into smaller files and upload those.',
  out_of_memory:
    'Reading the file needed more memory than allowed. Split it into smaller files and upload those.',
  cancelled: 'The extraction was cancelled. Retry to start it again.',
  crashed:
    'The reader stopped unexpectedly on this file. Retry; if it happens again, save the file anew and upload that copy.',
};
