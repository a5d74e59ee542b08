import type { Instrumentation } from 'next';
import { pageRequestId } from './lib/http/page-request';
import { log } from './lib/log';

/**
 * Next prints what failed in a page, under its digest. This line says which request that was: the id is what
 * the reader is shown and can quote.
 */
export const onRequestError: Instrumentation.onRequestError = (error, _request, context) => {
  const digest = error instanceof Error && 'digest' in error ? error.digest : undefined;
  log.error({ requestId: pageRequestId(), digest, route: context.routePath }, 'a page failed');
};
