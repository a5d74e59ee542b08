import { once } from 'node:events';
import { toErrorBody } from '@/lib/errors';
import type { ApiCall } from '../api-route';

const HEARTBEAT_MS = 15_000;
/** How long a reader may take nothing, in real milliseconds. */
const PATIENCE_MS = 60_000;

/**
 * Server-sent events, named by their type. The head goes out with the first of them, by when it is known whether the
 * request was admitted. A reader that takes nothing any more is cut off. A reader that went away stops nothing here: whoever makes the events hears of
 * it by the call's signal, and is read to the end, so that what is done last is done.
 */
export async function sendEvents(
  { response, signal }: Pick<ApiCall, 'response' | 'signal'>,
  events: AsyncIterable<{ type: string }>,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const begin = () => {
    if (response.headersSent || response.destroyed) return;
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
  };
  const open = () => !response.destroyed && !response.writableEnded;
  const heartbeat = setInterval(() => {
    begin();
    if (open()) response.write(': keep-alive\n\n');
  }, HEARTBEAT_MS);
  const onEnd = () => {
    const { body } = toErrorBody(signal.reason);
    const data = JSON.stringify({ type: 'error', error: body });
    begin();
    if (open()) response.end(`event: error\ndata: ${data}\n\n`);
  };
  signal.addEventListener('abort', onEnd, { once: true });
  try {
    for await (const event of events) {
      if (!open()) continue;
      begin();
      const taken = response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
      if (taken) continue;
      const cut = setTimeout(() => response.destroy(), patienceMs);
      await once(response, 'drain', { signal }).catch(() => undefined);
      clearTimeout(cut);
    }
  } finally {
    clearInterval(heartbeat);
    signal.removeEventListener('abort', onEnd);
    if (open()) response.end();
  }
}
