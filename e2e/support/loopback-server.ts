import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Heard {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface LoopbackServer {
  url: string;
  /** What came so far, oldest first. */
  heard: Heard[];
  stop(): Promise<void>;
}

/** A server outside of the product that keeps what it hears and answers with the status of its path; 204 for others. */
export async function startLoopbackServer(
  statuses: Readonly<Record<string, number>>,
): Promise<LoopbackServer> {
  const heard: Heard[] = [];
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const path = request.url ?? '';
    heard.push({ path, headers: request.headers, body: Buffer.concat(pieces).toString('utf8') });
    response.writeHead(statuses[path.split('?', 1)[0] ?? ''] ?? 204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    heard,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
