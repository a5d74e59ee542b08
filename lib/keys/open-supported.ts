import { openAs } from '@/lib/locks/encryption';
import type { SupportPiece } from '@/lib/tenancy/support-class';
import { assertSupportContext, type SupportContext } from '@/lib/tenancy/support-context';
import { openUnder } from './tenant-keys';

/**
 * The words of one value that a grant shows; null where nothing was written. The tenant's key is used for the values
 * that came with the proof and for nothing else: it seals nothing, and opens no other value.
 */
export function openSupported(proof: SupportContext, piece: SupportPiece): string | null {
  assertSupportContext(proof);
  if (!proof.holds(piece)) throw new TypeError('The grant does not show this value.');
  const { table, row, column, sealed } = piece;
  if (sealed === null) return null;
  return openAs(proof.tenantId, (owner) =>
    openUnder(owner, { table, row, column }, sealed).toString('utf8'),
  );
}
