import { z } from 'zod';
import { idSchema, nameSchema } from '@/lib/documents/schema';

export const AUDIENCES = ['everyone', 'groups', 'people'] as const;
export type Audience = (typeof AUDIENCES)[number];

/** The name of the folder that every workspace starts with. */
export const FIRST_FOLDER_NAME = 'General';

export interface FolderView {
  id: string;
  name: string;
  audience: Audience;
  /** Who may read it besides owners and admins; only shown to those who manage folders. */
  groupIds: string[];
  personIds: string[];
  documents: number;
  createdAt: string;
}

export const createFolderSchema = z.object({ name: nameSchema });
export const renameFolderSchema = z.object({ id: idSchema, name: nameSchema });
export const folderIdSchema = z.object({ id: idSchema });

export const folderAudienceSchema = z.discriminatedUnion('audience', [
  z.object({ id: idSchema, audience: z.literal('everyone') }),
  z.object({
    id: idSchema,
    audience: z.literal('groups'),
    groupIds: z.array(idSchema).min(1, 'Choose at least one group.').max(500),
  }),
  z.object({
    id: idSchema,
    audience: z.literal('people'),
    personIds: z.array(idSchema).min(1, 'Choose at least one person.').max(500),
  }),
]);
export type FolderAudience = z.infer<typeof folderAudienceSchema>;
