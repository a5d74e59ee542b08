import { once } from 'node:events';
import http, { type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HeardRequest {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
}

export interface GivenAnswer {
  status: number;
  type?: string;
  body?: string | Buffer;
  headers?: Record<string, string>;
}

/** A server on this machine that answers as it is told; its port. It ends with the process. */
export async function listening(
  onRequest: (request: HeardRequest, body: string) => GivenAnswer,
): Promise<number> {
  const server = http.createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const answer = onRequest({ method, url, headers }, Buffer.concat(parts).toString());
      response.writeHead(answer.status, {
        ...(answer.type && { 'content-type': answer.type }),
        ...answer.headers,
      });
      response.end(answer.body ?? '');
    });
  });
  server.unref();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
