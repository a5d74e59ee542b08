import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { newId } from '@/lib/ids';
import { processState } from '@/lib/process-state';
import { localeOf, serveReaderLocale } from '@/lib/reader-locale';

interface PageRequest {
  id: string;
  locale: string | undefined;
}

const current = processState('http.page-request', () => new AsyncLocalStorage<PageRequest>());
serveReaderLocale(() => current.getStore()?.locale);

/**
 * Serves one request for a page, an action or a route of the portal. Whatever it calls can ask for its id
 * and its reader's locale; the browser learns the id from Server-Timing, which a page that failed shows.
 */
export function asPageRequest<T>(
  request: IncomingMessage,
  response: ServerResponse,
  serve: () => T,
): T {
  const id = newId();
  response.setHeader('server-timing', `request;desc="${id}"`);
  return current.run({ id, locale: localeOf(request.headers['accept-language']) }, serve);
}

/** Undefined outside of a request: in the worker, in tests. */
export function pageRequestId(): string | undefined {
  return current.getStore()?.id;
}

export function pageLocale(): string | undefined {
  return current.getStore()?.locale;
}
