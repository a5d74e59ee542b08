import type { ServerResponse } from 'node:http';

/**
 * For every response of the process. Pages get their Content-Security-Policy, which needs a nonce
 * for each request, from `proxy.ts`.
 */
export function setSecurityHeaders(response: ServerResponse, secure: boolean): void {
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('x-frame-options', 'DENY');
  response.setHeader('referrer-policy', 'strict-origin-when-cross-origin');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('permissions-policy', 'camera=(), geolocation=(), microphone=()');
  if (secure) response.setHeader('strict-transport-security', 'max-age=31536000');
}
