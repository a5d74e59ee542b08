const BASE = 'http://here.invalid';

/** Where to go after sign-in: a path of ours, or the fallback for anything that leads elsewhere. */
export function safePath(next: unknown, fallback = '/workspaces'): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers drop them, turning /\t/host into //host.
  if (typeof next !== 'string' || /^[^/]|^\/[/\\]|[\u0000-\u001f]/.test(next) || next === '') {
    return fallback;
  }
  try {
    const url = new URL(next, BASE);
    return url.origin === BASE ? `${url.pathname}${url.search}${url.hash}` : fallback;
  } catch {
    return fallback;
  }
}
