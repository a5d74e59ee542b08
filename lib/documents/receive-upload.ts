import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { assertTakesWork } from '@/lib/tenancy/held-back';
import { policyOf } from '@/lib/tenancy/policy';
import { authorize } from '@/lib/tenancy/roles';
import { assertUploadQuota } from '@/lib/traffic/quotas';
import { parseInput } from './parse-input';
import { type Incoming, readUpload } from './read-upload';
import { idSchema, type UploadResult } from './schema';
import { keepUpload } from './upload-document';
import { maxUploadBytes } from './upload-limits';

/** One file as the body of a request, read only once the person may upload. Throws as its two steps do. */
export async function receiveUpload(ctx: TenantContext, request: Request): Promise<UploadResult> {
  const folder = new URL(request.url).searchParams.get('folder');
  const folderId = folder === null ? undefined : parseInput(idSchema, folder);
  const maxBytes = await openUpload(ctx, request.headers);
  const upload = await readUpload(ctx, incoming(request), maxBytes);
  return keepUpload(ctx, { ...upload, folderId, sameName: 'version' });
}

/**
 * Before anything of a body is read: whether an upload may come, and how many bytes at the most. Throws as
 * `authorize` and `assertUploadQuota` do.
 */
export async function openUpload(ctx: TenantContext, headers: Headers): Promise<number> {
  authorize(ctx, 'documents:upload');
  const policy = await policyOf(ctx);
  assertTakesWork(policy);
  const declared = Number(headers.get('content-length') ?? 0);
  await withTenantSql(ctx, (sql) => assertUploadQuota(ctx, sql, policy, declared));
  return maxUploadBytes(policy);
}

/** A stream that is left before its end is cancelled. */
function incoming({ headers, body }: Request): Incoming {
  return { headers, body: body as AsyncIterable<Uint8Array> | null };
}
