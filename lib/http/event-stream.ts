import { toErrorBody } from '@/lib/errors';
import { log } from '@/lib/log';
import { keepInFlight } from './in-flight';

const HEARTBEAT_MS = 15_000;

export interface EventStreamOptions {
  /** The client went away. */
  onDisconnect: () => void;
  /** Of the route: the client gets the reason as a last `error` event, and nothing that comes after it. */
  ended: AbortSignal;
}

/**
 * Server-sent events from an async iterable. When the client goes away `onDisconnect` is called; then and
 * after the end the iterable is still read to its end, so that what it does last (settling, storing) is done.
 */
export function eventStream(
  events: AsyncIterable<object>,
  { onDisconnect, ended }: EventStreamOptions,
): Response {
  const encoder = new TextEncoder();
  let open = true;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string) => {
        if (open) controller.enqueue(encoder.encode(text));
      };
      const sendEvent = (event: object) => send(`data: ${JSON.stringify(event)}\n\n`);
      const close = () => {
        if (open) controller.close();
        open = false;
        clearInterval(heartbeat);
        ended.removeEventListener('abort', onEnd);
      };
      const onEnd = () => {
        sendEvent({ type: 'error', error: toErrorBody(ended.reason).body });
        close();
      };
      const heartbeat = setInterval(() => send(': keep-alive\n\n'), HEARTBEAT_MS);
      ended.addEventListener('abort', onEnd);
      const reading = (async () => {
        for await (const event of events) sendEvent(event);
      })();
      keepInFlight(reading);
      reading.catch((error) => log.error({ err: error }, 'an event stream failed')).finally(close);
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
