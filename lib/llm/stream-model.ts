import { isReservation, type Reservation } from '@/lib/budget/reservation';
import { clock } from '@/lib/clock';
import { AppError, isAppError } from '@/lib/errors';
import { clientOf, type ModelAccount, platformAccount } from './account';
import { buildParams } from './build-params';
import { asksToCache, type ModelCall } from './model-call';
import type { ModelEvent, ModelOutcome } from './model-event';
import { cancelled, type ProviderFailure, readProviderError } from './provider-error';
import { noUsage, StreamReader } from './stream-reader';
import { inputTokenBound } from './token-bound';
import { untilAborted } from './until-aborted';
import { type CallEnd, type UpstreamCall, upstreamOf } from './upstream/upstream';

export interface StreamOptions {
  /** Stops the answer; the outcome is then `incomplete` with the error `cancelled`. */
  signal: AbortSignal;
  /** Default: the platform's. */
  account?: ModelAccount;
  /** Milliseconds by `clock`: a call that was refused is not made again later. Default: none. */
  retryUntil?: number;
  /** Told before a call is made once more. */
  onRetry?: () => void;
  /** Longest silence of the provider, and of whoever takes the answer, in real milliseconds before the call is given up. */
  idleTimeoutMs?: number;
}

const IDLE_TIMEOUT_MS = 120_000;
/**
 * What an abort passes through on its way to the connection. The platform links signals, requests and bodies
 * weakly: without this a garbage collection cuts the way, and the provider goes on, to be paid.
 */
const underWay = new Set<unknown[]>();
const RETRY_AFTER_MS = 500;
const LONGEST_RETRY_WAIT_MS = 2_000;

/**
 * The only way to a model. Yields the answer as it comes and returns what became of the call; the
 * provider's failures are in the outcome, never thrown. Throws when the reservation is not one, was
 * used, or does not cover the call, before anything is sent. A call that the provider refused, and
 * that so cost nothing, is tried once more within the same reservation, while the account's retries and the caller's time
 * last.
 *
 * To stop, abort the signal and read on to the outcome: leaving the loop early aborts the call too
 * but gives no outcome.
 */
export async function* streamModel(
  reservation: Reservation,
  call: ModelCall,
  options: StreamOptions,
): AsyncGenerator<ModelEvent, ModelOutcome> {
  // First: a hold that counts as used is charged, and without an account no call is made.
  const account = options.account ?? (await platformAccount());
  claim(reservation, call, account);
  const upstream = upstreamOf(account, call.model);
  const { tenantId } = reservation;
  let failure: ProviderFailure | undefined;
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    if (options.signal.aborted) return failed({ error: cancelled() });
    const admitted = admittedBy(() => upstream.enter({ tenantId, streamed: true }));
    if (isAppError(admitted)) return failed(failure ?? { error: admitted });
    const result = yield* attemptCall(reservation, call, account, options, admitted);
    if (!('refused' in result)) return result;
    failure = result;
    const wait = (result.error.retryAfter ?? RETRY_AFTER_MS / 1000) * 1000;
    if (!result.worthRetrying || wait > LONGEST_RETRY_WAIT_MS || attempt === 2) break;
    if (clock().now() + wait > (options.retryUntil ?? Number.POSITIVE_INFINITY)) break;
    if (!upstream.retries.take()) break;
    options.onRetry?.();
    await clock()
      .sleep(wait, options.signal)
      .catch(() => undefined);
  }
  return failed(failure);
}

/** One request; a refusal comes back as such, everything else as an outcome. */
async function* attemptCall(
  reservation: Reservation,
  call: ModelCall,
  account: ModelAccount,
  { signal, idleTimeoutMs = IDLE_TIMEOUT_MS }: StreamOptions,
  upstream: UpstreamCall,
): AsyncGenerator<ModelEvent, ModelOutcome | ProviderFailure> {
  const reader = new StreamReader(call);
  // Not `AbortSignal.any`: nothing keeps its signal, nor what listens to it, from the garbage collector.
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  let silent = false;
  /** Whoever takes the answer has not asked for more, of which the provider knows nothing. */
  let handedOut = false;
  let unread = false;
  const timer = setTimeout(() => {
    if (handedOut) unread = true;
    else silent = true;
    stop();
  }, idleTimeoutMs);
  let providerRequestId: string | undefined;
  let failure: ProviderFailure | undefined;
  let cutOff = false;
  const held: unknown[] = [signal, stopping];
  underWay.add(held);
  try {
    const { data, request_id } = await clientOf(account)
      .messages.create(buildParams(call), {
        signal: stopping.signal,
        headers: { 'x-client-request-id': reservation.id },
      })
      .withResponse();
    held.push(data);
    providerRequestId = request_id ?? undefined;
    for await (const event of untilAborted(data, stopping.signal)) {
      timer.refresh();
      if (event.type === 'content_block_delta') upstream.firstToken();
      for (const ours of reader.read(event)) {
        handedOut = true;
        yield ours;
        handedOut = false;
      }
      timer.refresh();
    }
    cutOff = !reader.ended;
  } catch (error) {
    failure = readProviderError(error);
    if (failure.refused) return failure;
  } finally {
    clearTimeout(timer);
    underWay.delete(held);
    signal.removeEventListener('abort', stop);
    upstream.ended(
      endOf({
        answered: reader.ended,
        stopped: signal.aborted || unread,
        broken: silent || cutOff,
        failure,
      }),
    );
  }
  providerRequestId ??= failure?.providerRequestId;
  const seen = { ...reader.snapshot(), ...(providerRequestId ? { providerRequestId } : {}) };
  if (reader.ended) return { status: 'complete', ...seen };
  // The SDK ends an aborted stream without an error: only a missing `message_stop` tells.
  const error =
    signal.aborted || unread
      ? cancelled()
      : silent
        ? new AppError('model_unavailable', 'The model stopped answering.')
        : (failure?.error ?? new AppError('model_unavailable', 'The model’s answer broke off.'));
  return { status: 'incomplete', ...seen, error };
}

function claim(reservation: Reservation, call: ModelCall, account: ModelAccount): void {
  if (!isReservation(reservation)) throw new Error('A model call needs a reservation.');
  const own = reservation.account === 'own' ? reservation.tenantId : undefined;
  if (account.tenantId !== own) throw new Error('The hold is for another account.');
  if (call.model !== reservation.model) {
    throw new Error(`The reservation is for ${reservation.model}, not for ${call.model}.`);
  }
  if (call.maxTokens > reservation.maxOutputTokens) {
    throw new Error('The call may produce more than was reserved.');
  }
  if (inputTokenBound(call) > reservation.inputTokenBound) {
    throw new Error('The call’s input may be larger than was reserved.');
  }
  if (asksToCache(call) && !reservation.caches) {
    throw new Error('The call asks for a cache, which may cost more than was reserved.');
  }
  reservation.consume();
}

/** What lets the call pass, or the expected failure that keeps it. */
function admittedBy(enter: () => UpstreamCall): UpstreamCall | AppError {
  try {
    return enter();
  } catch (error) {
    if (isAppError(error)) return error;
    throw error;
  }
}

interface AttemptEnd {
  answered: boolean;
  /** By whoever asked. */
  stopped: boolean;
  broken: boolean;
  failure: ProviderFailure | undefined;
}

function endOf({ answered, stopped, broken, failure }: AttemptEnd): CallEnd {
  if (answered) return 'answered';
  if (stopped) return 'says_nothing';
  return broken ? 'upstream_failed' : (failure?.end ?? 'says_nothing');
}

function failed(failure: Partial<ProviderFailure> | undefined): ModelOutcome {
  return {
    status: 'failed',
    usage: noUsage(),
    usageKnown: true,
    producedBytes: 0,
    content: [],
    ...(failure?.providerRequestId ? { providerRequestId: failure.providerRequestId } : {}),
    error: failure?.error ?? new AppError('model_unavailable', 'The model is not available.'),
  };
}
