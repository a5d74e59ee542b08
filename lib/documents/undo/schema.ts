import { z } from 'zod';
import { idSchema } from '@/lib/documents/schema';

/** What is named in the library and can be put back for two minutes after it was deleted. */
export const NAMED_KINDS = ['folder', 'group', 'tag'] as const;
export type NamedKind = (typeof NAMED_KINDS)[number];

export const putBackNamedSchema = z.object({ kind: z.enum(NAMED_KINDS), id: idSchema });
export type PutBackNamed = z.infer<typeof putBackNamedSchema>;
