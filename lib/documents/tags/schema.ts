import { z } from 'zod';
import { idSchema, nameSchema } from '@/lib/documents/schema';

export interface TagView {
  id: string;
  name: string;
}

const MAX_CHARS = 60;
const tagName = nameSchema.refine(
  (name) => [...name].length <= MAX_CHARS,
  `A tag has at most ${MAX_CHARS} characters.`,
);

export const createTagSchema = z.object({ name: tagName });
export const renameTagSchema = z.object({ id: idSchema, name: tagName });
export const tagIdSchema = z.object({ id: idSchema });
