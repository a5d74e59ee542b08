import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import type { Readable } from 'node:stream';
import { isPublicAddress, PrivateAddress, publicLookup } from './public-lookup';

export interface GuardedRequest {
  url: URL;
  method: string;
  headers: Record<string, string>;
  body?: string | StreamedBody;
  /** Whether the address may lie inside the network of the installation. */
  mayBePrivate: boolean;
  /** Of the whole exchange. */
  timeoutMs: number;
  /** Of the answer's body; what comes after that is not read. 0: none of it. */
  mostBytes: number;
  signal?: AbortSignal;
}

/** What is too large to lie in memory; it is read once. */
export interface StreamedBody {
  stream: Readable;
  bytes: number;
}

export interface GuardedResponse {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
  /** There was more than `mostBytes`. */
  cut: boolean;
}

/**
 * One request to an address that somebody else chose. No redirect is followed, no connection is used again, and the socket
 * connects to the very address that was looked up and checked. Rejects with `PrivateAddress` where that leads inside, with
 * the connection's error, and with a `TimeoutError`.
 */
export function guardedRequest(request: GuardedRequest): Promise<GuardedResponse> {
  const { url, method, headers, body = '', mayBePrivate, mostBytes } = request;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // A literal address is never looked up.
  if (!mayBePrivate && isIP(host) && !isPublicAddress(host))
    return Promise.reject(new PrivateAddress(host));
  const send = url.protocol === 'https:' ? https.request : http.request;
  const timeout = AbortSignal.timeout(request.timeoutMs);
  const signal = request.signal ? AbortSignal.any([timeout, request.signal]) : timeout;
  return new Promise((resolve, reject) => {
    const sent = send(
      url,
      {
        method,
        agent: false,
        signal,
        headers: { ...headers, ...(body !== '' && { 'content-length': bytesOf(body) }) },
        ...(!mayBePrivate && { lookup: publicLookup }),
      },
      (response) => {
        const parts: Buffer[] = [];
        let bytes = 0;
        const done = (cut: boolean) => {
          response.destroy();
          const { statusCode = 0, headers: answered } = response;
          const read = Buffer.concat(parts).subarray(0, mostBytes);
          resolve({ status: statusCode, headers: answered, body: read, cut });
        };
        if (mostBytes === 0) return done(false);
        response.on('data', (part: Buffer) => {
          parts.push(part);
          bytes += part.length;
          if (bytes > mostBytes) done(true);
        });
        response.on('end', () => done(false));
        response.on('error', reject);
      },
    );
    sent.on('error', (error) => reject(timeout.aborted ? timeout.reason : error));
    if (typeof body === 'string') sent.end(body);
    else body.stream.on('error', (error) => sent.destroy(error)).pipe(sent);
  });
}

function bytesOf(body: string | StreamedBody): number {
  return typeof body === 'string' ? Buffer.byteLength(body) : body.bytes;
}
