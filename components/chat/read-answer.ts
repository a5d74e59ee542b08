import { CONVERSATION_HEADER } from '@/lib/chat/facts';
import type { AnswerEvent, PlacedEvent, RunAnswerRequest } from '@/lib/chat/schema';
import type { DeferredView } from '@/lib/deferred/schema';
import type { ErrorBody } from '@/lib/errors';
import { readEvents } from './read-events';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
/** About a minute and a half. */
const MOST_TRIES = 12;

const LAST = new Set<AnswerEvent['type']>(['done', 'error', 'deferred']);

export interface AnswerPlace {
  slug: string;
  streamId: string;
  /** Asks first; without it an answer is followed that runs already. */
  request: RunAnswerRequest | undefined;
  signal: AbortSignal;
}

export interface AnswerListener {
  onEvent: (event: AnswerEvent) => void;
  /** The connection was lost, or is there again. */
  onLost: (lost: boolean) => void;
}

export type AnswerEnd =
  /** Its last event came. */
  | { kind: 'ended' }
  /** It ended while nobody listened, some minutes ago: what there is of it is stored. */
  | { kind: 'gone' }
  /** The server could not be reached for long. */
  | { kind: 'lost'; taken: boolean }
  | { kind: 'signed-out' }
  /** Nothing was begun; `conversationId` where the question stands nevertheless. */
  | { kind: 'refused'; error: ErrorBody; conversationId: string | undefined }
  /** Budgets had no room for it. */
  | { kind: 'deferred'; deferred: DeferredView }
  /** The reader left. */
  | { kind: 'left' };

/**
 * Asks, and hears the answer to its end however often the connection breaks: it goes on behind the last event that came.
 * A question whose sending broke is sent again under the same stream, which the server begins once.
 */
export async function readAnswer(place: AnswerPlace, listener: AnswerListener): Promise<AnswerEnd> {
  const { signal } = place;
  let taken = place.request === undefined;
  let after = 0;
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    try {
      const response = await (taken ? follow(place, after) : ask(place));
      const answered = response.status < 500 && response.status !== 429;
      if (!taken || answered) {
        const end = await notStreamed(response, taken);
        if (end) return end;
        taken = true;
        listener.onLost(false);
        for await (const event of readEvents(response.body)) {
          const { place: at = after, ...rest } = event as PlacedEvent;
          if (at > after) tries = 1;
          after = at;
          listener.onEvent(rest);
          if (LAST.has(rest.type)) return (await endedBySignOut(rest, place)) ?? { kind: 'ended' };
        }
      }
    } catch {
      // The network's failures; what is ours came as a response.
    }
    if (signal.aborted) return { kind: 'left' };
    listener.onLost(true);
    await pause(tries, signal);
  }
  return signal.aborted ? { kind: 'left' } : { kind: 'lost', taken };
}

function ask({ slug, request, signal }: AnswerPlace): Promise<Response> {
  return fetch(`/api/t/${slug}/answers`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
    signal,
  });
}

function follow({ slug, streamId, signal }: AnswerPlace, after: number): Promise<Response> {
  return fetch(`/api/t/${slug}/answers/${streamId}?after=${after}`, { signal });
}

/** What a response says that has no events; undefined for one that has. */
async function notStreamed(response: Response, taken: boolean): Promise<AnswerEnd | undefined> {
  if (response.status === 202) return { kind: 'deferred', deferred: await response.json() };
  if (response.ok) return undefined;
  if (response.status === 401) return { kind: 'signed-out' };
  if (taken && response.status === 404) return { kind: 'gone' };
  const error = await response.json().catch(() => undefined);
  const conversationId = response.headers.get(CONVERSATION_HEADER) ?? undefined;
  return { kind: 'refused', error: isErrorBody(error) ? error : UNREADABLE, conversationId };
}

const UNREADABLE: ErrorBody = {
  code: 'internal',
  message: 'The server gave no usable answer. Ask again in a moment.',
};

function isErrorBody(value: unknown): value is ErrorBody {
  return typeof value === 'object' && value !== null && 'code' in value && 'message' in value;
}

/** An answer that ended because its reader's session did says only that it was stopped. */
async function endedBySignOut(
  event: AnswerEvent,
  place: AnswerPlace,
): Promise<AnswerEnd | undefined> {
  const stopped =
    event.type === 'done' ? event.outcome === 'stopped' : event.type === 'error' && isEnd(event);
  if (!stopped) return undefined;
  const response = await follow(place, 0).catch(() => undefined);
  await response?.body?.cancel();
  return response?.status === 401 ? { kind: 'signed-out' } : undefined;
}

function isEnd({ error }: Extract<AnswerEvent, { type: 'error' }>): boolean {
  return error.code === 'cancelled' || error.code === 'unauthenticated';
}

/** Longer after each try; not a moment longer than until the browser is online again. */
async function pause(tries: number, signal: AbortSignal): Promise<void> {
  const most = Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS);
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, most * (0.75 + Math.random() / 4));
    function done() {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      signal.removeEventListener('abort', done);
      resolve();
    }
    window.addEventListener('online', done);
    signal.addEventListener('abort', done);
  });
}
