import {
  Agent,
  createServer,
  type IncomingMessage,
  request as requestTo,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ModelSplit {
  /** Base URL for the platform's account. */
  url: string;
  /** Base URLs by the model that a request names. */
  routes: Map<string, string>;
  close(): Promise<void>;
}

/** One provider whose models are served apart, so that one of them can fail. Knows nothing of ours. */
export async function startModelSplit(): Promise<ModelSplit> {
  const routes = new Map<string, string>();
  const agent = new Agent({ keepAlive: true });
  const server = createServer((request, response) => {
    pass(request, response, routes, agent).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    routes,
    close: () =>
      new Promise((resolve) => {
        agent.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function pass(
  request: IncomingMessage,
  response: ServerResponse,
  routes: ReadonlyMap<string, string>,
  agent: Agent,
): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  const body = Buffer.concat(pieces);
  const { model } = JSON.parse(body.toString('utf8')) as { model: string };
  const target = new URL(request.url ?? '/', routes.get(model));
  const onward = requestTo(target, { method: request.method, headers: request.headers, agent });
  response.on('close', () => onward.destroy());
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    onward.on('response', resolve).on('error', reject).end(body);
  });
  response.writeHead(answer.statusCode ?? 502, answer.headers);
  answer.on('error', () => response.destroy()).pipe(response);
}
