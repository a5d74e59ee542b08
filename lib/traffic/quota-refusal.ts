import { clock } from '@/lib/clock';
import { AppError } from '@/lib/errors';
import type { QuotaUse, Resource } from './schema';

const WORDS: Record<Resource, { reached: string; remedy: string }> = {
  stored_bytes: {
    reached: 'The file does not fit into what this workspace may store.',
    remedy: 'Delete documents that are no longer needed, or ask the operator for more room.',
  },
  documents: {
    reached: 'This workspace has all the documents that it may have.',
    remedy: 'Delete documents that are no longer needed, or ask the operator for a larger limit.',
  },
  pages_per_day: {
    reached: 'This workspace had as many pages read today as it may.',
    remedy: 'Upload it tomorrow, or ask the operator for a larger limit.',
  },
  ingest_cpu_seconds_per_day: {
    reached: 'This workspace used the computing time that it has for documents today.',
    remedy: 'Upload it tomorrow, or ask the operator for a larger limit.',
  },
  bytes_out_per_day: {
    reached: 'This workspace was sent as much data today as it may be.',
    remedy: 'Come back tomorrow, or ask the operator for a larger limit.',
  },
};

/** A quota without room: 409 when something has to be deleted first, 429 when a new day brings room. */
export function quotaRefusal({ resource, used, limit, resetsAt }: QuotaUse): AppError {
  const { reached, remedy } = WORDS[resource];
  const detail = { name: resource, scope: 'tenant' as const, limit, used, remedy };
  if (resetsAt === null) return new AppError('conflict', reached, { limit: detail });
  const seconds = Math.max(1, Math.ceil((Date.parse(resetsAt) - clock().now()) / 1_000));
  return new AppError('rate_limited', reached, {
    retryAfter: seconds,
    limit: { ...detail, period: 'day', resetsAt },
  });
}
