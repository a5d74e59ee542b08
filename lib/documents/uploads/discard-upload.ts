import { notFound } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { removeUpload } from './upload-row';

/** Gives one up; nothing of it is left. Throws `not_found`. */
export async function discardUpload(ctx: TenantContext, id: string): Promise<void> {
  authorize(ctx, 'documents:upload');
  if (!(await removeUpload(ctx, id))) throw notFound();
}
