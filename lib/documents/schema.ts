import { z } from 'zod';
import { type ExtractFailure, type ExtractFormat, FAILURE_MESSAGE } from './extract/schema';
import { type DocumentStage, SORTS, STAGES } from './facts';

// What a browser needs without checking input stands apart from zod, which is larger than a page.
export * from './facts';

/** Why a document could not be made searchable. */
export type DocumentFailure =
  | Exclude<ExtractFailure, 'cancelled'>
  | 'interrupted'
  | 'stalled'
  | 'budget'
  | 'budget_too_small'
  | 'unpriced'
  | 'internal';

const FAILURE_TEXT: Record<DocumentFailure, string> = {
  ...FAILURE_MESSAGE,
  interrupted:
    'The server stopped several times while it read this file. Retry; if it happens again, split the file into smaller ones.',
  stalled:
    'Reading this file made no progress for several minutes, so it was stopped. Retry; if it happens again, split the file into smaller ones.',
  budget:
    '{budget} has no room to index the rest of this file. Retry when the budget starts anew, or ask your administrator for a higher one: what is indexed already is not paid for again.',
  budget_too_small:
    '{budget} is too small to index this file, even when nothing of it is used: not one more passage fits. Ask your administrator for a higher one, then retry.',
  unpriced:
    'The model that indexes documents has no price, so it is not used. Tell the operator, then retry.',
  internal:
    'Something went wrong on our side while this file was read. Retry; if it happens again, tell the operator when it was.',
};

/** Names the budget that had no room: whose, of what period, in which unit. */
export type FailingBudget = `${keyof typeof BUDGET_OF}/${string}/${'tokens' | 'price'}`;

const BUDGET_OF = {
  tenant: 'The budget of your workspace',
  user: 'The budget of whoever uploaded this file',
  key: 'The budget of the API key that uploaded this file',
  model: 'The budget of the model that indexes documents',
  feature: 'The budget for indexing documents',
};

/** What happened and what to do about it. */
export function failureText(code: string, budget?: string | null): string {
  const text = Object.hasOwn(FAILURE_TEXT, code)
    ? FAILURE_TEXT[code as DocumentFailure]
    : FAILURE_TEXT.internal;
  return text.replace('{budget}', () => nameOf(budget));
}

function nameOf(budget: string | null | undefined): string {
  const [scope = '', period = '', unit = ''] = budget?.split('/') ?? [];
  if (!Object.hasOwn(BUDGET_OF, scope)) return 'A budget of your workspace';
  const of = BUDGET_OF[scope as keyof typeof BUDGET_OF];
  return `${of} for each ${period}, in ${unit === 'tokens' ? 'tokens' : 'money'},`;
}

/** What makes answers from a document worse than its reader may expect. */
export const QUALITY_HINTS = ['pages_without_text', 'mostly_tables', 'too_short'] as const;
export type QualityHint = (typeof QUALITY_HINTS)[number];

export interface DocumentView {
  id: string;
  folderId: string;
  folderName: string;
  name: string;
  mediaType: string;
  /** Null until the content was recognised. */
  format: ExtractFormat | null;
  bytes: number;
  stage: DocumentStage;
  /** Of the stage in hand: pages while extracting, passages while embedding. Total 0: not known. */
  progress: { done: number; total: number };
  failure: { code: string; message: string } | null;
  pages: number | null;
  chunks: number | null;
  /** Null once the person left the workspace. */
  createdBy: string | null;
  /** ISO 8601, as all times here. */
  createdAt: string;
  stageAt: string;
  indexedAt: string | null;
  /** From the upload, or the last Retry, to the end of the work or to now. */
  elapsedMs: number;
  /** Of the stage in hand, by its own pace so far; null while nothing is known of it. */
  remainingMs: number | null;
  /** Until when it waits because the workspace's pages or computing time of the day are used up. */
  waitsUntil: string | null;
  /** From 1; more than 1 for a file that was uploaded again under its name. */
  version: number;
  /** When a later version took its place in the answers; null for the one in force. */
  supersededAt: string | null;
  hints: QualityHint[];
  tagIds: string[];
}

export interface DocumentPage {
  documents: DocumentView[];
  /** Of the next page; null on the last one. */
  nextCursor: string | null;
  /** Of everything the person may read, whatever the filters. */
  counts: { all: number; active: number; indexed: number; failed: number };
  /** Those that the person may see, by name. */
  tags: { id: string; name: string }[];
  /** How many match the filters; null when there are more pages and nobody counted. */
  matching: number | null;
}

export interface UploadResult {
  document: DocumentView;
  /** The same bytes were uploaded before: `document` is that one and nothing was stored. */
  alreadyHere: boolean;
}

/** Where a page, slide or sheet lies in the document's text, in UTF-16 units. */
export interface DocumentTextPage {
  number: number;
  /** The sheet's name or the slide's title. */
  label: string | null;
  start: number;
  end: number;
  blocks: DocumentTextBlock[];
}

export interface DocumentTextBlock {
  kind: 'heading' | 'paragraph' | 'table' | 'list' | 'code';
  /** 1 to 6, of a heading. */
  level?: number;
  start: number;
  end: number;
}

export interface DocumentText {
  id: string;
  name: string;
  format: ExtractFormat;
  /** When a later version took its place in the answers; null for the one in force. */
  supersededAt: string | null;
  text: string;
  pages: DocumentTextPage[];
}

export const idSchema = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);

const MAX_NAME_BYTES = 255;

/** A file's or folder's name in any script: one line of at most 255 bytes. Never used as a path. */
export const nameSchema = z
  .string()
  .transform((name) => name.normalize('NFC').trim())
  .refine((name) => name.length > 0, 'A name is needed.')
  .refine(
    (name) => new TextEncoder().encode(name).length <= MAX_NAME_BYTES,
    `The name is longer than ${MAX_NAME_BYTES} bytes.`,
  )
  .refine((name) => !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(name), 'The name has control characters.');

/** The filters of a listing, as they come from a URL. */
export const listFilterSchema = z.object({
  folder: idSchema.optional(),
  stage: z.enum(['active', ...STAGES]).optional(),
  /** Part of the name, in any case. */
  name: z.string().trim().max(200).optional(),
  tag: idSchema.optional(),
  sort: z.enum(SORTS).optional(),
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type ListFilter = z.input<typeof listFilterSchema>;

/** The filters of the library's own address; what cannot be read is no filter. */
export const libraryParams = z
  .object({
    folder: idSchema.optional().catch(undefined),
    status: z
      .enum(['active', ...STAGES])
      .optional()
      .catch(undefined),
    q: z.string().trim().max(200).optional().catch(undefined),
    tag: idSchema.optional().catch(undefined),
    sort: z.enum(SORTS).optional().catch(undefined),
  })
  .transform(({ folder, status, q, tag, sort }) => ({ folder, stage: status, name: q, tag, sort }));

export const renameDocumentSchema = z.object({ id: idSchema, name: nameSchema });
export const moveDocumentSchema = z.object({ id: idSchema, folderId: idSchema });
export const documentIdSchema = z.object({ id: idSchema });
