import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, it } from 'vitest';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makeTenant } from '@/e2e/support/make-tenant';
import { changeTenantState } from '@/lib/console/change-tenant-state';
import { closePools } from '@/lib/db/pools';
import { nameConnection } from './connections';
import { whileOpen } from './while-open';

afterAll(closePools);

it('cuts the connection of a download whose reader takes nothing', async () => {
  const [tenant, operator] = [await makeTenant(), await makePlatformPerson('operator')];
  const server = createServer(async (incoming, outgoing) => {
    nameConnection(incoming, outgoing);
    const request = new Request('http://localhost/', {
      headers: incoming.headers as Record<string, string>,
    });
    const response = await whileOpen(
      tenant.ctx,
      request,
      async () => new Response(new Uint8Array(50_000_000)),
    );
    // As Next sends it: what waits for a reader does not hear that the rest is in error.
    const sink = new WritableStream<Uint8Array>({
      write: async (piece) => {
        if (!outgoing.write(piece)) await once(outgoing, 'drain');
      },
      abort: () => void outgoing.destroy(),
    });
    await response.body?.pipeTo(sink).catch(() => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const closed = new Promise<void>((resolve) =>
    server.once('connection', (socket) => socket.once('close', () => resolve())),
  );
  const download = await new Promise<IncomingMessage>((resolve) =>
    // The client cannot choose the name of its connection.
    get({ port, headers: { 'x-tenantry-connection': 'another' } }, resolve),
  );
  download.on('error', () => undefined);
  const { tenantId } = tenant.ctx;
  await changeTenantState(operator, { tenantId, to: 'suspended', reason: 'a test' });
  const suspendedAt = performance.now();
  await closed;
  expect(performance.now() - suspendedAt).toBeLessThan(2_000);
  download.destroy();
  await new Promise((resolve) => server.close(resolve));
});
