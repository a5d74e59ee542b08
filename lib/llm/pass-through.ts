import type { IncomingMessage } from 'node:http';
import type Anthropic from '@anthropic-ai/sdk';
import { isReservation, type Reservation } from '@/lib/budget/reservation';
import { AppError } from '@/lib/errors';
import type { ModelAccount } from './account';
import type { ModelOutcome } from './model-event';
import { messageOutcome } from './passing/message-outcome';
import { askProvider, letGo } from './passing/provider-connection';
import { readRefusal } from './passing/provider-refusal';
import { EventSplitter } from './passing/split-events';
import { cancelled } from './provider-error';
import { noUsage, StreamReader } from './stream-reader';
import { type UpstreamCall, upstreamOf } from './upstream/upstream';

/** A request of the Messages API as its sender wrote it. */
export interface PassedCall {
  model: string;
  maxTokens: number;
  /** Upper bound of the input's tokens. */
  inputTokenBound: number;
  streamed: boolean;
  /** Whether it asks for a cache of an hour. */
  hourCache: boolean;
  body: Buffer;
  /** `anthropic-version` and `anthropic-beta`. */
  headers: Readonly<Record<string, string>>;
}

/** Where the answer goes. */
export interface PassedAnswer {
  /** Whole server-sent events. Resolves when more can be taken, and rejects when `stopping` aborts before that. */
  write(piece: string, stopping: AbortSignal): Promise<void> | undefined;
  /** The rest of a complete answer, the whole of one that is not streamed, with what became of the call. */
  last(piece: string | Buffer, outcome: ModelOutcome): Promise<void>;
}

export interface PassOptions {
  /** Stops the call. */
  signal: AbortSignal;
  account: ModelAccount;
  /** Longest silence of a streamed call's provider, and of its reader, in real milliseconds. */
  idleTimeoutMs?: number;
}

/** Longest silence of the provider, or of the reader, in real milliseconds; a whole message is written in silence. */
const IDLE_MS = 120_000;
const WHOLE_MS = 600_000;
const LARGEST_MESSAGE_BYTES = 64 * 1024 * 1024;

/**
 * Passes a call on under its reservation and its answer back, byte for byte, and reads on the way what it used. The
 * provider's failures are in the outcome, never thrown. Throws when the reservation is not one, was used or does not
 * cover the call, and what `Upstream.enter` refuses, before anything is sent. Nothing is tried twice: whoever sent the
 * call tries again.
 */
export async function passThrough(
  reservation: Reservation,
  call: PassedCall,
  options: PassOptions,
  answer: PassedAnswer,
): Promise<ModelOutcome> {
  const { signal, account, idleTimeoutMs = IDLE_MS } = options;
  assertCovers(reservation, call, account);
  const upstream = upstreamOf(account, call.model).enter({
    tenantId: reservation.tenantId,
    streamed: call.streamed,
  });
  reservation.consume();
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const timer = setTimeout(stop, call.streamed ? idleTimeoutMs : WHOLE_MS);
  try {
    const run = { reservation, call, account, answer, upstream, alive: () => void timer.refresh() };
    return await attempt(run, stopping.signal, () => signal.aborted);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    upstream.ended('says_nothing');
  }
}

interface Run {
  reservation: Reservation;
  call: PassedCall;
  account: ModelAccount;
  answer: PassedAnswer;
  upstream: UpstreamCall;
  alive(): void;
}

/** Codes of Node's network errors that mean that no byte of the request arrived. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

async function attempt(
  run: Run,
  signal: AbortSignal,
  stopped: () => boolean,
): Promise<ModelOutcome> {
  const { call, account, answer, upstream, reservation } = run;
  const reader = new StreamReader(call);
  let whole: ModelOutcome | undefined;
  let providerRequestId: string | undefined;
  let broken: AppError | undefined;
  let response: IncomingMessage | undefined;
  try {
    response = await askProvider(
      account,
      {
        path: '/v1/messages',
        body: call.body,
        headers: { ...call.headers, 'x-client-request-id': reservation.id },
      },
      signal,
    );
    providerRequestId = headerOf(response, 'request-id');
    const named = providerRequestId ? { providerRequestId } : {};
    if (response.statusCode !== 200) {
      const { error, how } = await readRefusal(response, account, call.body);
      upstream.ended(how);
      return { ...nothing(), error, ...named };
    }
    if (call.streamed) await passEvents(response, reader, run, named, signal);
    else whole = await passMessage(response, call, answer, named);
  } catch (error) {
    response?.destroy();
    const { code } = error as NodeJS.ErrnoException;
    const unreached = NEVER_SENT.has(String(code));
    broken =
      error instanceof Unread
        ? cancelled()
        : new AppError('model_unavailable', 'The connection to the model broke.', { cause: error });
    if (unreached) {
      upstream.ended('upstream_failed');
      return { ...nothing(), error: broken };
    }
  }
  const seen = {
    ...(whole ?? reader.snapshot()),
    ...(providerRequestId && { providerRequestId }),
  };
  if (whole || reader.ended) {
    upstream.ended('answered');
    return { ...seen, status: 'complete' };
  }
  const ours = stopped() || broken?.code === 'cancelled';
  upstream.ended(ours ? 'says_nothing' : 'upstream_failed');
  const error = stopped()
    ? cancelled()
    : (broken ?? new AppError('model_unavailable', 'The model’s answer broke off.'));
  return { ...seen, status: 'incomplete', error };
}

async function passEvents(
  response: IncomingMessage,
  reader: StreamReader,
  { answer, upstream, alive }: Run,
  named: Pick<ModelOutcome, 'providerRequestId'>,
  stopping: AbortSignal,
): Promise<void> {
  const splitter = new EventSplitter();
  // The connection outlives its answer.
  const pieces: AsyncIterable<Buffer> = response.iterator({ destroyOnReturn: false });
  for await (const piece of pieces) {
    alive();
    let passed = '';
    for (const { raw, data } of splitter.push(piece)) {
      if (data === '') continue;
      const event = JSON.parse(data) as Anthropic.RawMessageStreamEvent | { type: 'error' };
      // In its place the reader hears what became of the call, in our words.
      if (event.type === 'error') throw new Error('The provider sent an error.');
      if (event.type === 'content_block_delta') upstream.firstToken();
      reader.read(event);
      passed += raw;
    }
    if (reader.ended) {
      letGo(response);
      return answer.last(passed, { ...reader.snapshot(), ...named, status: 'complete' });
    }
    if (passed !== '')
      await answer.write(passed, stopping)?.catch((cause) => {
        throw new Unread('The answer is not taken.', { cause });
      });
    alive();
  }
}

/** Whoever reads the answer is silent, of which the provider knows nothing. */
class Unread extends Error {}

async function passMessage(
  response: AsyncIterable<Buffer>,
  call: PassedCall,
  answer: PassedAnswer,
  named: Pick<ModelOutcome, 'providerRequestId'>,
): Promise<ModelOutcome> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of response) {
    pieces.push(piece);
    length += piece.length;
    if (length > LARGEST_MESSAGE_BYTES) throw new Error('The provider’s message has no end.');
  }
  const bytes = Buffer.concat(pieces, length);
  const outcome = { ...messageOutcome(JSON.parse(bytes.toString('utf8')), call), ...named };
  await answer.last(bytes, outcome);
  return outcome;
}

function assertCovers(reservation: Reservation, call: PassedCall, account: ModelAccount): void {
  if (!isReservation(reservation)) throw new Error('A model call needs a reservation.');
  const own = reservation.account === 'own' ? reservation.tenantId : undefined;
  if (account.tenantId !== own) throw new Error('The hold is for another account.');
  if (call.model !== reservation.model)
    throw new Error(`The reservation is for ${reservation.model}, not for ${call.model}.`);
  if (call.maxTokens > reservation.maxOutputTokens)
    throw new Error('The call may produce more than was reserved.');
  if (call.inputTokenBound > reservation.inputTokenBound)
    throw new Error('The call’s input may be larger than was reserved.');
}

function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}

function nothing(): ModelOutcome {
  return { status: 'failed', usage: noUsage(), usageKnown: true, producedBytes: 0, content: [] };
}
