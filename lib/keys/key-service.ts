import { env } from '@/lib/env';
import { AppError } from '@/lib/errors';
import { httpKeyService } from './http-key-service';
import { localKeyService } from './local-key-service';
import type { KeyService } from './wrapping';

/** First byte of what the service wrapped; the local one's envelope begins with 1. */
const REMOTE = 2;

function remote(): KeyService | undefined {
  const { TENANTRY_KEY_SERVICE_URL: url, TENANTRY_KEY_SERVICE_TOKEN: token } = env;
  return url ? httpKeyService({ url, token, key: env.TENANTRY_KEY_SERVICE_KEY }) : undefined;
}

/** `configured`: the key service when one is set, else this machine's master key; `local`: always the latter. */
export type Wrapper = 'configured' | 'local';

/** Wraps under the master key in force. */
export async function wrapKey(
  purpose: string,
  plain: Buffer,
  wrapper: Wrapper = 'configured',
): Promise<Buffer> {
  const service = wrapper === 'configured' ? remote() : undefined;
  if (!service) return localKeyService.wrap(purpose, plain);
  return Buffer.concat([Buffer.of(REMOTE), await service.wrap(purpose, plain)]);
}

/** Whoever wrapped it: an installation can move from one to the other while it runs. */
export async function unwrapKey(purpose: string, wrapped: Buffer): Promise<Buffer> {
  const here = unwrapHere(purpose, wrapped);
  if (here) return here;
  const service = remote();
  if (service) return service.unwrap(purpose, wrapped.subarray(1));
  throw new AppError(
    'store_unavailable',
    'A key is kept by a key service, and TENANTRY_KEY_SERVICE_URL is not set.',
  );
}

/** At once, without another process; undefined when the key service has to be asked. */
export function unwrapHere(purpose: string, wrapped: Buffer): Buffer | undefined {
  return wrapped[0] === REMOTE ? undefined : localKeyService.unwrapNow(purpose, wrapped);
}

/** Whether the wrapper would wrap it alike: under the master key in force. */
export function isWrappedBy(wrapper: Wrapper, purpose: string, wrapped: Buffer): boolean {
  const isRemote = wrapped[0] === REMOTE;
  if (wrapper === 'configured' && env.TENANTRY_KEY_SERVICE_URL) return isRemote;
  return !isRemote && localKeyService.isCurrent(purpose, wrapped);
}
