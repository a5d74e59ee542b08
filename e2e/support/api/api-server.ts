import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { handleApi } from '@/lib/http/handler';
import { inFlightDone } from '@/lib/http/in-flight';
import { routeRequest, type Served } from '@/lib/http/route-request';

export interface ApiServer {
  /** Without `/v1`. */
  url: string;
  /** Cuts connections and waits for what outlives them. */
  stop(): Promise<void>;
}

/** The public API of this process, by the same way in as that of `server.ts`. */
export async function startApiServer(): Promise<ApiServer> {
  const served: Served = { api: handleApi, stopping: () => false };
  const server: Server = createServer(
    (request, response) => void routeRequest(request, response, served),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await inFlightDone();
    },
  };
}
