import { z } from 'zod';
import { AppError } from '@/lib/errors';
import { log } from '@/lib/log';
import { bulkhead } from '@/lib/traffic/bulkhead';
import type { KeyService } from './wrapping';

export interface HttpKeyServiceOptions {
  /** Address below which `/v1/transit/...` is, without that path. */
  url: string;
  token: string | undefined;
  /** Name of the key there. */
  key: string;
}

const TIMEOUT_MS = 5_000;
const RETRY_SECONDS = 5;
const POOL = {
  slots: 16,
  waiting: 500,
  full: 'The key service has too much to do at this moment.',
};
const encrypted = z.object({ data: z.object({ ciphertext: z.string().min(1) }) });
const decrypted = z.object({ data: z.object({ plaintext: z.base64() }) });

/**
 * The HTTP interface of HashiCorp Vault's transit engine: the master key never leaves the service, and
 * data keys are encrypted and decrypted there, with the purpose as associated data.
 * https://developer.hashicorp.com/vault/api-docs/secret/transit
 */
export function httpKeyService(options: HttpKeyServiceOptions): KeyService {
  const ask = async <T>(verb: 'encrypt' | 'decrypt', body: object, answer: z.ZodType<T>) => {
    const address = `${options.url.replace(/\/+$/, '')}/v1/transit/${verb}/${encodeURIComponent(options.key)}`;
    let response: Response;
    try {
      response = await fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-vault-token': options.token ?? '' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(TIMEOUT_MS),
        cache: 'no-store',
        redirect: 'error',
      });
      if (response.ok) return answer.parse(await response.json());
    } catch (cause) {
      throw away(cause);
    }
    log.error({ status: response.status, verb }, 'the key service refused');
    throw away(new Error(`The key service answered ${response.status}.`));
  };
  const pool = bulkhead('key service', POOL);
  const associated = (purpose: string) => Buffer.from(purpose).toString('base64');
  return {
    async wrap(purpose, plain) {
      const body = { plaintext: plain.toString('base64'), associated_data: associated(purpose) };
      const { data } = await pool.run(() => ask('encrypt', body, encrypted));
      return Buffer.from(data.ciphertext);
    },
    async unwrap(purpose, wrapped) {
      const body = { ciphertext: wrapped.toString('utf8'), associated_data: associated(purpose) };
      const { data } = await pool.run(() => ask('decrypt', body, decrypted));
      return Buffer.from(data.plaintext, 'base64');
    },
  };
}

function away(cause: unknown): AppError {
  return new AppError('store_unavailable', 'The key service cannot be reached right now.', {
    retryAfter: RETRY_SECONDS,
    cause,
  });
}
