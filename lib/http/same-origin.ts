import { AppError } from '@/lib/errors';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses a change that another site's page asks for with our cookie: `forbidden`. Browsers send
 * `Sec-Fetch-Site` or `Origin` with every such request, so one without either is refused as well.
 */
export function assertSameOrigin(request: Request): void {
  if (SAFE.has(request.method)) return;
  const site = request.headers.get('sec-fetch-site');
  if (site !== null ? site === 'same-origin' : originIsOurs(request.headers)) return;
  throw new AppError('forbidden', 'This request did not come from our own pages.');
}

function originIsOurs(headers: Headers): boolean {
  const origin = headers.get('origin');
  const host = headers.get('host');
  return origin !== null && host !== null && URL.canParse(origin) && new URL(origin).host === host;
}
