import { tenantObjects } from '@/lib/objects/tenant-objects';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Extracted } from './extract/schema';

/** The extracted pages with their blocks; `placeBlocks` makes the text and every span from them. */
export async function storeText(
  ctx: TenantContext,
  documentId: string,
  extracted: Extracted,
): Promise<void> {
  await tenantObjects(ctx).put('text', documentId, Buffer.from(JSON.stringify(extracted)));
}

/** Undefined before extraction and after a failure or cancel. */
export async function loadText(
  ctx: TenantContext,
  documentId: string,
): Promise<Extracted | undefined> {
  const bytes = await tenantObjects(ctx).get('text', documentId);
  return bytes && (JSON.parse(bytes.toString('utf8')) as Extracted);
}
