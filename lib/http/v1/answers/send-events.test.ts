import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { sendEvents } from './send-events';

it('cuts off a reader that takes nothing any more, and reads the events to their end', async () => {
  const gone = new AbortController();
  let ended = false;
  async function* events() {
    while (!gone.signal.aborted) {
      yield { type: 'text', text: 'harbour '.repeat(8_192) };
      await turn();
    }
    ended = true;
  }
  let sent = Promise.resolve();
  const server = createServer((_, response) => {
    response.once('close', () => gone.abort());
    sent = sendEvents({ response, signal: gone.signal }, events(), 50);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  // Its body is never read.
  await new Promise((resolve) => {
    get({ port, host: '127.0.0.1' }, (response) => {
      response.on('error', () => undefined);
      resolve(response);
    });
  });
  await sent;
  expect(ended).toBe(true);
  server.closeAllConnections();
  server.close();
});
