import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type Anthropic from '@anthropic-ai/sdk';

/** The API's events, with those that the SDK's types leave out. */
export type StreamEvent =
  | Anthropic.RawMessageStreamEvent
  | { type: 'ping' }
  | { type: 'error'; error: { type: string; message: string }; request_id: string };

/** Server-sent events in the API's form: the event's name repeats the data's `type`. */
export class EventStream {
  readonly #response: ServerResponse;
  readonly #signal: AbortSignal;

  constructor(response: ServerResponse, signal: AbortSignal) {
    this.#response = response;
    this.#signal = signal;
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
    });
  }

  /** Waits while the client reads slower than the answer is made; rejects when it is gone. */
  async send(event: StreamEvent): Promise<void> {
    this.#signal.throwIfAborted();
    const flowing = this.#response.write(
      `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`,
    );
    if (!flowing) await once(this.#response, 'drain', { signal: this.#signal });
  }

  end(): void {
    this.#response.end();
  }
}
