import { type NextRequest, NextResponse } from 'next/server';
import { env } from './lib/env';
import { PATH_HEADER } from './lib/http/path-header';
import { newSecret } from './lib/ids';

/**
 * A Content-Security-Policy with a fresh nonce for each page, and the page's own path as a header.
 * Nothing here decides who may see what: contexts do.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = newSecret();
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set(PATH_HEADER, `${request.nextUrl.pathname}${request.nextUrl.search}`);
  // Next takes the nonce for its own scripts from this request header.
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  return response;
}

function contentSecurityPolicy(nonce: string): string {
  const development = env.NODE_ENV === 'development';
  return [
    "default-src 'self'",
    // React's development build evaluates strings to rebuild server stacks.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    // Radix, recharts and sonner position things with style attributes, which no nonce can cover.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src 'self'${development ? ' ws:' : ''}`,
    "worker-src 'self' blob:",
    "frame-src 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ');
}

export const config = {
  matcher: ['/((?!_next/static|_next/image|icon.svg|favicon.ico|pdfjs/|api/|v1/).*)'],
};
