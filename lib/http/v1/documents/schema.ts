import { z } from 'zod';
import { listFilterSchema, QUALITY_HINTS, STAGES } from '@/lib/documents/schema';

export const documentSchema = z.object({
  id: z.string(),
  folderId: z.string(),
  folderName: z.string(),
  name: z.string(),
  mediaType: z.string(),
  format: z.string().nullable(),
  bytes: z.number().int(),
  stage: z.enum(STAGES),
  progress: z.object({ done: z.number().int(), total: z.number().int() }),
  failure: z.object({ code: z.string(), message: z.string() }).nullable(),
  pages: z.number().int().nullable(),
  chunks: z.number().int().nullable(),
  createdBy: z.string().nullable(),
  createdAt: z.string(),
  stageAt: z.string(),
  indexedAt: z.string().nullable(),
  elapsedMs: z.number(),
  remainingMs: z
    .number()
    .nullable()
    .meta({ description: 'Of the stage in hand, by its own pace; null while nothing is known.' }),
  waitsUntil: z.string().nullable().meta({
    description: 'Until when it waits: the pages or the computing time of the day are used up.',
  }),
  version: z
    .number()
    .int()
    .meta({ description: 'Another file under the same name in the same folder is the next one.' }),
  supersededAt: z.string().nullable(),
  hints: z.array(z.enum(QUALITY_HINTS)),
  tagIds: z.array(z.string()),
});

export const documentQuerySchema = listFilterSchema.extend({
  cursor: z.string().max(200).optional(),
});

export const documentPageSchema = z.object({
  data: z.array(documentSchema),
  nextCursor: z.string().nullable(),
});

export const uploadQuerySchema = z.object({
  name: z.string().optional().meta({ description: 'Of the file; or the header x-file-name.' }),
  folder: z.string().optional().meta({ description: 'Id of a folder; default: the first one.' }),
});

export const uploadSchema = z.object({
  document: documentSchema,
  alreadyHere: z.boolean().meta({ description: 'The same bytes were there: nothing was stored.' }),
});
