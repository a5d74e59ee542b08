import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { processState } from '@/lib/process-state';
import type { ModelAccount } from '../account';

/** Free connections are given up before any server does so by itself, since a request on a dying one may be lost. */
const FREE_MS = 4_000;

const agents = processState('llm.connections', () => ({
  http: new http.Agent({ keepAlive: true, timeout: FREE_MS }),
  https: new https.Agent({ keepAlive: true, timeout: FREE_MS }),
}));

export interface ProviderRequest {
  path: '/v1/messages' | '/v1/messages/count_tokens';
  body: Buffer;
  headers: Readonly<Record<string, string>>;
}

/**
 * Sends a body as it is to the account's endpoint and no other (no redirect is followed) and resolves with the
 * response once its head is there. Aborting ends the connection, before and after that.
 */
export function askProvider(
  account: ModelAccount,
  { path, body, headers }: ProviderRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const url = new URL(`${account.baseURL.replace(/\/$/, '')}${path}`);
  const secure = url.protocol === 'https:';
  const options = {
    method: 'POST',
    agent: secure ? agents.https : agents.http,
    headers: {
      'content-type': 'application/json',
      'content-length': body.length,
      'x-api-key': account.apiKey,
      ...headers,
    },
  };
  return new Promise((resolve, reject) => {
    const answered = (response: IncomingMessage) => {
      response.once('close', forget);
      resolve(response);
    };
    const request = secure
      ? https.request(url, options, answered)
      : http.request(url, options, answered);
    const stop = () => request.destroy(new Error('The call was stopped.'));
    const forget = () => signal.removeEventListener('abort', stop);
    request.once('error', (error) => {
      forget();
      reject(error);
    });
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    request.end(body);
  });
}

/** How long a server may take to end a response whose answer is complete. */
const ENDING_MS = 1_000;

/**
 * Gives the connection of an answer that is complete back for the next call: all that is missing of the response is its
 * end. One that goes on instead is cut off.
 */
export function letGo(response: IncomingMessage): void {
  const cut = () => void response.destroy();
  const timer = setTimeout(cut, ENDING_MS);
  response.once('close', () => clearTimeout(timer));
  response.on('data', cut);
}
