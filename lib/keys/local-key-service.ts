import { AppError } from '@/lib/errors';
import { openBytes, sealBytes, sealedVersion } from './envelope';
import { knownMasterKeys, masterKey } from './master-key';

/** The envelope's own version; which master key it was shows in that it opens. */
const VERSION = 1;

/** Wraps under the master key of this machine. */
export const localKeyService = {
  async wrap(purpose: string, plain: Buffer): Promise<Buffer> {
    return sealBytes(masterKey(), VERSION, purpose, plain);
  },

  async unwrap(purpose: string, wrapped: Buffer): Promise<Buffer> {
    return this.unwrapNow(purpose, wrapped);
  },

  unwrapNow(purpose: string, wrapped: Buffer): Buffer {
    for (const master of knownMasterKeys()) {
      const plain = tryOpen(master, purpose, wrapped);
      if (plain) return plain;
    }
    throw new AppError(
      'store_unavailable',
      'A key does not open under this master key. Set TENANTRY_MASTER_KEY, and TENANTRY_MASTER_KEY_PREVIOUS while it is being replaced, to what it was.',
    );
  },

  /** Whether the master key in force wrapped it. */
  isCurrent(purpose: string, wrapped: Buffer): boolean {
    return tryOpen(masterKey(), purpose, wrapped) !== undefined;
  },
};

function tryOpen(master: Buffer, purpose: string, wrapped: Buffer): Buffer | undefined {
  try {
    return openBytes(master, sealedVersion(wrapped), purpose, wrapped);
  } catch {
    return undefined;
  }
}
