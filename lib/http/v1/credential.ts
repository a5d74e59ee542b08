import type { IncomingMessage } from 'node:http';
import { AppError } from '@/lib/errors';
import { clientAddress } from '@/lib/identity/client-address';

/** What a request presents: `Authorization: Bearer` or `x-api-key`. Throws `unauthenticated` when it has neither. */
export function credentialOf({ headers }: IncomingMessage): string {
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
  const own = headers['x-api-key'];
  const given = bearer ?? (typeof own === 'string' && own !== '' ? own : undefined);
  if (given !== undefined) return given;
  throw new AppError(
    'unauthenticated',
    'Send your API key as "Authorization: Bearer" or in the header "x-api-key".',
  );
}

/** The network address that it came from; a proxy's word where one is trusted (`overwriteForwarded`). */
export function addressOf({ headers }: IncomingMessage): string {
  return clientAddress({ get: (name) => headers[name]?.toString() ?? null });
}
