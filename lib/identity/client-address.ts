/**
 * The network address a request came from. Its last entry is the one that the nearest server of ours
 * wrote; those before it are whatever the client claimed.
 */
export function clientAddress(headers: { get(name: string): string | null }): string {
  return headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() || 'unknown';
}
