import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BEHAVIOURS, held } from './behaviours';
import { type RecordedCall, readCall } from './recorded-call';

/** A model that is the attacker's, behind the provider's own interface. */
export interface HostileModel {
  /** For `ANTHROPIC_BASE_URL`. */
  url: string;
  /** Every call so far. */
  calls: RecordedCall[];
  /** What arrived at the attacker's other host: paths, and bodies of what was posted. */
  elsewhere: { url: string; received: string[] };
  /** Whether the answer to a question with this marker is ended within a few seconds. */
  ended(marker: string): Promise<boolean>;
  /** Lets the answers to questions with this marker go on that asked it to behave as `held`. */
  release(marker: string): void;
  /** Tells it of ids that the attacker learnt. */
  learn(ids: string[]): void;
  stop(): Promise<void>;
}

const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const WANTED = /\bbehave:([a-z-]+)/g;

const HANG_UP_MS = 5_000;
const POLL_MS = 50;

/** Two loopback servers: the model, and a host to which data could be carried. */
export async function startHostileModel(): Promise<HostileModel> {
  const calls: RecordedCall[] = [];
  const received: string[] = [];
  const open = new Set<RecordedCall>();
  const known = new Set<string>();
  const waiting = new Map<RecordedCall, () => void>();
  const elsewhere = await listen(async (request, response) => {
    received.push(`${request.method} ${request.url}\n${await bodyOf(request)}`);
    response.writeHead(204).end();
  });
  const model = await listen(async (request, response) => {
    const call = readCall(await bodyOf(request));
    open.add(call);
    const released = new Promise<void>((resolve) => waiting.set(call, resolve));
    response.on('close', () => {
      open.delete(call);
      waiting.get(call)?.();
      waiting.delete(call);
    });
    calls.push(call);
    for (const [id] of call.body.matchAll(ID)) known.add(id);
    const wanted = [...call.question.matchAll(WANTED)].at(-1)?.[1] ?? 'echo';
    const behaviour = wanted === 'held' ? held : BEHAVIOURS[wanted];
    if (!behaviour) throw new Error(`The model has no behaviour ${wanted}.`);
    behaviour(response, { call, ids: [...known], elsewhere: elsewhere.url, released });
  });
  return {
    url: model.url,
    calls,
    elsewhere: { url: elsewhere.url, received },
    ended: async (marker) => {
      const goesOn = () => [...open].some((call) => call.question.includes(marker));
      for (let waited = 0; goesOn() && waited < HANG_UP_MS; waited += POLL_MS) {
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
      return !goesOn();
    },
    release: (marker) => {
      for (const [call, go] of waiting) if (call.question.includes(marker)) go();
    },
    learn: (ids) => {
      for (const id of ids) known.add(id);
    },
    stop: async () => {
      await Promise.all([model.close(), elsewhere.close()]);
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

async function listen(
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => {
      console.error(`The hostile model failed: ${error.stack}`);
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
