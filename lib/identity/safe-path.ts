const BASE = 'http://here.invalid';

/** Where to go after sign-in: a path of ours, or the fallback for anything that leads elsewhere. */
export function safePath(next: unknown, fallback = '/workspaces'): string {
  if (typeof next !== 'string' || !next.startsWith('/') || !URL.canParse(next, BASE)) {
    return fallback;
  }
  const url = new URL(next, BASE);
  const path = `${url.pathname}${url.search}${url.hash}`;
  // "/.//host" comes out as "//host", which a browser would take for another host.
  return url.origin === BASE && !path.startsWith('//') ? path : fallback;
}
