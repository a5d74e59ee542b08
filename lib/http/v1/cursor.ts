import { timingSafeEqual } from 'node:crypto';
import { AppError } from '@/lib/errors';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';

const MAC_BYTES = 16;

/** A place in a listing, for its caller opaque; signed, so that only this workspace's, of this listing, is taken back. */
export function sealCursor(ctx: TenantContext, listing: string, place: string): string {
  return Buffer.concat([macOf(ctx, listing, place), Buffer.from(place)]).toString('base64url');
}

/** Throws `invalid_input`. */
export function openCursor(ctx: TenantContext, listing: string, cursor: string): string {
  const bytes = Buffer.from(cursor, 'base64url');
  const place = bytes.subarray(MAC_BYTES).toString('utf8');
  const mac = bytes.subarray(0, MAC_BYTES);
  if (mac.length === MAC_BYTES && timingSafeEqual(mac, macOf(ctx, listing, place))) return place;
  throw new AppError('invalid_input', 'The cursor is not one of this listing.');
}

function macOf(ctx: TenantContext, listing: string, place: string): Buffer {
  const text = JSON.stringify(['cursor', listing, place]);
  return tenantKeys(ctx).contentMac(Buffer.from(text)).subarray(0, MAC_BYTES);
}
