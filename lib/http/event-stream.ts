import { log } from '@/lib/log';
import { keepInFlight } from './in-flight';

const HEARTBEAT_MS = 15_000;

/**
 * Server-sent events from an async iterable. When the client goes away `onDisconnect` is called and the
 * iterable is still read to its end, so that what it does last (settling, storing) is done.
 */
export function eventStream(events: AsyncIterable<object>, onDisconnect: () => void): Response {
  const encoder = new TextEncoder();
  let open = true;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string) => {
        if (open) controller.enqueue(encoder.encode(text));
      };
      const heartbeat = setInterval(() => send(': keep-alive\n\n'), HEARTBEAT_MS);
      const reading = (async () => {
        for await (const event of events) send(`data: ${JSON.stringify(event)}\n\n`);
      })();
      keepInFlight(reading);
      reading
        .catch((error) => log.error({ err: error }, 'an event stream failed'))
        .finally(() => {
          clearInterval(heartbeat);
          if (open) controller.close();
          open = false;
        });
    },
    cancel() {
      open = false;
      onDisconnect();
    },
  });
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'private, no-store',
      'x-accel-buffering': 'no',
    },
  });
}
