/** What a PDF file is made of, from top to bottom. Text may be of any script; a line break in it stays one. */
export type PdfBlock =
  | { kind: 'heading'; level: 1 | 2 | 3; text: string }
  | { kind: 'text'; text: string; soft?: boolean }
  /** With its marker in the margin; `depth` from 0. */
  | { kind: 'item'; marker: string; text: string; depth: number }
  | { kind: 'quote'; text: string }
  /** Lines and spaces as they are. */
  | { kind: 'code'; text: string }
  /** The first row is the header, and is repeated on each page. */
  | { kind: 'table'; rows: string[][]; align?: ('left' | 'right')[] }
  | { kind: 'rule' }
  /** Read where it is drawn: what a model wrote can take long to be read. */
  | { kind: 'markdown'; text: string };

export interface PdfContent {
  /** In the file's properties. */
  title: string;
  /** At the foot of each page, beside its number. */
  footer: string;
  /** ISO 8601: when the file was made. */
  at: string;
  /** For tables of many columns. */
  landscape?: boolean;
  blocks: PdfBlock[];
}
