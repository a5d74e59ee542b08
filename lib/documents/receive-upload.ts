import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { policyOf } from '@/lib/tenancy/policy';
import { authorize } from '@/lib/tenancy/roles';
import { assertUploadQuota } from '@/lib/traffic/quotas';
import { parseInput } from './parse-input';
import { readUpload } from './read-upload';
import { idSchema, type UploadResult } from './schema';
import { uploadDocument } from './upload-document';
import { maxUploadBytes } from './upload-limits';

/** One file as the body of a request, read only once the person may upload. Throws as its two steps do. */
export async function receiveUpload(ctx: TenantContext, request: Request): Promise<UploadResult> {
  authorize(ctx, 'documents:upload');
  const folder = new URL(request.url).searchParams.get('folder');
  const folderId = folder === null ? undefined : parseInput(idSchema, folder);
  const policy = await policyOf(ctx);
  const declared = Number(request.headers.get('content-length') ?? 0);
  await withTenantSql(ctx, (sql) => assertUploadQuota(ctx, sql, policy, declared));
  const upload = await readUpload(ctx, request, maxUploadBytes(policy));
  return uploadDocument(ctx, { ...upload, folderId });
}
