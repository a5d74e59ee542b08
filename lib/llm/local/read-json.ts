import type { IncomingMessage } from 'node:http';
import { ApiFailure } from './api-failure';

/** The provider's limit of a request's body. */
const MAX_BYTES = 32 * 1024 * 1024;

export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new ApiFailure(413, 'Request exceeds the maximum size');
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new ApiFailure(400, 'The request body is not valid JSON.');
  }
}
