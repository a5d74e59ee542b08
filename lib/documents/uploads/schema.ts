import { z } from 'zod';
import { idSchema, nameSchema, type UploadResult } from '@/lib/documents/schema';

// What a browser needs without checking input stands apart from zod, which is larger than a page.
export * from './facts';

/** Of one file, however small they are: each is an object of the store. */
export const MOST_PARTS = 500;

export const beginUploadSchema = z.object({
  name: nameSchema,
  mediaType: z.string().max(200).default(''),
  bytes: z.number().int().positive('The file is empty. Check that it was saved completely.'),
  /** Of the whole file, in hex; absent where the browser cannot compute it. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  folderId: idSchema.optional(),
});
export type BeginUpload = z.input<typeof beginUploadSchema>;

/** Of a header. */
export const offsetSchema = z
  .string('Say where the part begins.')
  .regex(/^\d{1,15}$/, 'Say where the part begins.')
  .transform(Number);

export interface PendingUpload {
  id: string;
  name: string;
  folderId: string;
  bytes: number;
  /** The next part begins here. */
  received: number;
  /** ISO 8601. */
  touchedAt: string;
}

/** An upload to go on with from `received`, or the document that has these bytes already. */
export type BegunUpload = { upload: PendingUpload } | (UploadResult & { alreadyHere: true });

/** How long an upload that nobody goes on with is kept, in milliseconds. */
export const KEPT_MS = 24 * 3_600_000;
