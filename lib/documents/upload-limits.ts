import { env } from '@/lib/env';
import { AppError } from '@/lib/errors';
import type { Policy } from '@/lib/tenancy/schema';

/** The smaller of the tenant's and the installation's limit, in bytes. */
export function maxUploadBytes(policy: Policy): number {
  return Math.min(policy.maxUploadBytes, env.TENANTRY_MAX_UPLOAD_BYTES);
}

export function refuseTooLarge(limit: number, used: number): AppError {
  return new AppError(
    'too_large',
    `The file is larger than ${mebibytes(limit)}, the most that this workspace accepts.`,
    {
      limit: {
        name: 'upload_bytes',
        scope: 'tenant',
        limit,
        used,
        remedy: 'Split the file into smaller ones, or ask the operator for a larger limit.',
      },
    },
  );
}

function mebibytes(bytes: number): string {
  const value = bytes / 1024 / 1024;
  return value >= 1 ? `${Math.round(value * 10) / 10} MB` : `${bytes} bytes`;
}
