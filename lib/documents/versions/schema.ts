import { z } from 'zod';
import { type DocumentStage, idSchema } from '@/lib/documents/schema';

export interface VersionView {
  id: string;
  version: number;
  stage: DocumentStage;
  bytes: number;
  createdBy: string | null;
  /** ISO 8601. */
  createdAt: string;
  /** When a later version took its place; null for the one in force and for one that is not indexed. */
  supersededAt: string | null;
  inForce: boolean;
  /** How many answers of the workspace cite it; null for whoever may not know. */
  answers: number | null;
  /** The reader's own answers among them, the newest first. */
  citedBy: { conversationId: string; messageId: string }[];
}

export const restoreVersionSchema = z.object({ id: idSchema });
