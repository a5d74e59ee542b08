import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';

type SealedPart = 'address' | 'secret' | 'former';

const place = (id: string, column: SealedPart) => ({ table: 'webhook_endpoint', row: id, column });

export function sealWebhook(
  ctx: TenantContext,
  id: string,
  part: SealedPart,
  text: string,
): Buffer<ArrayBuffer> {
  return tenantKeys(ctx).seal(place(id, part), text);
}

export function openWebhook(
  ctx: TenantContext,
  id: string,
  part: SealedPart,
  sealed: Uint8Array,
): string {
  return tenantKeys(ctx).openText(place(id, part), sealed);
}

const bodyPlace = (id: string) => ({ table: 'tenant_event', row: id, column: 'body' });

export function sealEventBody(ctx: TenantContext, id: string, body: string): Buffer<ArrayBuffer> {
  return tenantKeys(ctx).seal(bodyPlace(id), body);
}

export function openEventBody(ctx: TenantContext, id: string, sealed: Uint8Array): string {
  return tenantKeys(ctx).openText(bodyPlace(id), sealed);
}
