import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { overwriteForwarded } from './forwarded';

const request = () =>
  ({
    headers: {
      host: 'app',
      forwarded: 'for=1.2.3.4',
      'x-forwarded-for': '1.2.3.4',
      'x-forwarded-host': 'evil',
      'x-real-ip': '1.2.3.4',
    },
    socket: { remoteAddress: '10.0.0.9' },
  }) as unknown as IncomingMessage;

describe('forwarded headers', () => {
  it('are what the connection says when no proxy is trusted', () => {
    const given = request();
    overwriteForwarded(given, false);
    expect(given.headers).toEqual({ host: 'app', 'x-forwarded-for': '10.0.0.9' });
  });

  it('stay as a trusted proxy set them', () => {
    const given = request();
    overwriteForwarded(given, true);
    expect(given.headers).toEqual(request().headers);
  });
});
