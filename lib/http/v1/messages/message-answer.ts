import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Trace } from '@/lib/chat/trace';
import { type AppError, toErrorBody } from '@/lib/errors';
import type { ModelOutcome } from '@/lib/llm/model-event';
import type { PassedAnswer } from '@/lib/llm/pass-through';
import { log } from '@/lib/log';
import { anthropicError } from '../anthropic-error';
import type { ApiCall } from '../api-route';

export interface AnswerFacts {
  headers: Readonly<Record<string, string>>;
  streamed: boolean;
  /** Called when the call is complete, before its reader can know: what comes next finds its room free. */
  settled(outcome: ModelOutcome): Promise<void>;
}

/** The provider's answer on its way to the caller. */
export class MessageAnswer implements PassedAnswer {
  readonly #response: ServerResponse;
  readonly #requestId: string;
  readonly #trace: Trace;
  readonly #facts: AnswerFacts;

  constructor({ response, requestId }: ApiCall, trace: Trace, facts: AnswerFacts) {
    this.#response = response;
    this.#requestId = requestId;
    this.#trace = trace;
    this.#facts = facts;
  }

  write(events: string, stopping: AbortSignal): Promise<void> | undefined {
    this.#begin();
    if (this.#response.write(events) || this.#response.destroyed) return undefined;
    return once(this.#response, 'drain', { signal: stopping }).then(() => undefined);
  }

  async last(piece: string | Buffer, outcome: ModelOutcome): Promise<void> {
    this.#trace.markFirstToken();
    await this.#facts.settled(outcome).catch((error) =>
      // What could not be settled stays held, and the sweeper charges it at its bound.
      log.error({ err: error, requestId: this.#requestId }, 'a message could not be settled'),
    );
    this.#begin(this.#facts.streamed ? undefined : Buffer.byteLength(piece));
    this.#response.end(piece);
  }

  /** Throws when nothing went out yet; an answer that was begun ends with the error as its last event. */
  fail(error: AppError): void {
    if (!this.#response.headersSent) throw error;
    if (this.#response.writableEnded || this.#response.destroyed) return;
    // Who does not take what is there would never come to what is behind it.
    if (!this.#facts.streamed || this.#response.writableNeedDrain)
      return void this.#response.destroy();
    const { body } = toErrorBody(error, this.#requestId);
    const data = JSON.stringify(anthropicError(body, this.#requestId));
    this.#response.end(`event: error\ndata: ${data}\n\n`);
  }

  #begin(length?: number): void {
    this.#trace.markFirstToken();
    if (this.#response.headersSent) return;
    this.#response.writeHead(200, {
      ...this.#facts.headers,
      'cache-control': 'no-store',
      'content-type': this.#facts.streamed
        ? 'text/event-stream; charset=utf-8'
        : 'application/json',
      ...(length === undefined ? { 'x-accel-buffering': 'no' } : { 'content-length': length }),
    });
  }
}
