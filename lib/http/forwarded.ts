import type { IncomingMessage } from 'node:http';

/**
 * Without a proxy of ours in front, whatever a client says of where it came from and what host it asked
 * for is its own invention: limits by address and links by host must not believe it.
 */
export function overwriteForwarded(request: IncomingMessage, trustProxy: boolean): void {
  if (trustProxy) return;
  for (const name of Object.keys(request.headers)) {
    if (name === 'forwarded' || name.startsWith('x-forwarded-') || name === 'x-real-ip') {
      delete request.headers[name];
    }
  }
  request.headers['x-forwarded-for'] = request.socket.remoteAddress ?? 'unknown';
}
