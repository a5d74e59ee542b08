import { z } from 'zod';
import { idSchema, nameSchema } from '@/lib/documents/schema';

export interface GroupView {
  id: string;
  name: string;
  memberIds: string[];
  createdAt: string;
}

export const createGroupSchema = z.object({ name: nameSchema });
export const renameGroupSchema = z.object({ id: idSchema, name: nameSchema });
export const groupIdSchema = z.object({ id: idSchema });
export const groupMembersSchema = z.object({
  id: idSchema,
  memberIds: z.array(idSchema).max(2_000),
});
