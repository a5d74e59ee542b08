import { z } from 'zod';
import { idSchema } from '@/lib/documents/schema';
import { AT_ONCE } from './facts';

// What a browser needs without checking input stands apart from zod, which is larger than a page.
export * from './facts';

export const changeDocumentsSchema = z.object({
  ids: z.array(idSchema).min(1, 'Choose at least one document.').max(AT_ONCE),
  change: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('move'), folderId: idSchema }),
    z.object({ kind: z.literal('tag'), tagId: idSchema, on: z.boolean() }),
    z.object({ kind: z.literal('remove') }),
    z.object({ kind: z.literal('put-back') }),
    z.object({ kind: z.literal('retry') }),
    z.object({ kind: z.literal('cancel') }),
    z.object({ kind: z.literal('reindex') }),
  ]),
});
export type ChangeDocuments = z.infer<typeof changeDocumentsSchema>;
export type DocumentChange = ChangeDocuments['change'];

export interface ChangeResult {
  /** Ids of those that were changed. */
  done: string[];
  failed: { id: string; message: string }[];
}
