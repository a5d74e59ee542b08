import { z } from 'zod';
import type { OperationKind } from '@/lib/operations/schema';

export const rotateKeysSchema = z.object({
  // Ids here are 128 random bits, which no version of UUIDs has.
  tenantId: z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  reason: z
    .string()
    .trim()
    .min(3, 'Say why, in at least three characters.')
    .max(500, 'At most 500 characters.'),
});
export type RotateKeys = z.infer<typeof rotateKeysSchema>;

/** Of one tenant's keys: how old and how many, never what. */
export interface KeyState {
  /** The version that seals; null when the key files are missing. */
  version: number | null;
  /** ISO 8601, of the tenant's first key. */
  createdAt: string | null;
  /** When the version that seals was made, if it is not the first. */
  rotatedAt: string | null;
  /** Older versions that can still be opened. */
  older: number;
  /** Values sealed under older versions; null until a rotation has counted them. */
  left: number | null;
  rotation: RotationProgress | null;
  /** Whether the last rotation ended without finishing. */
  failed: boolean;
}

export interface RotationProgress {
  step: string | null;
  done: number;
  /** 0 while the amount is not known. */
  total: number;
  waitsFor: OperationKind | null;
}
