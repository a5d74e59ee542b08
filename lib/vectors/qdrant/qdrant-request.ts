import { LRUCache } from 'lru-cache';
import { AppError } from '@/lib/errors';
import { log } from '@/lib/log';
import { processState } from '@/lib/process-state';
import { RetryBudget } from '@/lib/traffic/retry-budget';
import type { VectorEndpoint } from '../vector-backend';

export interface QdrantCall {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** With the query, without the cluster's address. */
  path: string;
  body?: object;
  /** A token, or the cluster's API key for what only the manager may do. */
  key: string | undefined;
  timeoutMs: number;
}

/** Qdrant understood the call and said no. */
export class QdrantRefusal extends Error {
  readonly status: number;

  constructor(status: number, call: QdrantCall, reason: string) {
    super(`Qdrant refused ${call.method} ${call.path.split('?')[0]} with ${status}: ${reason}`);
    this.name = 'QdrantRefusal';
    this.status = status;
  }
}

const RETRY_SECONDS = 2;
const REASON_LENGTH = 300;
/** A connection that the other side closed while it was idle, noticed by sending on it. */
const CLOSED = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'];

/**
 * The `result` of one call. A cluster that does not answer in time, or answers that it cannot, is
 * `store_unavailable`; any other failure is a `QdrantRefusal`.
 */
export async function qdrantRequest(endpoint: VectorEndpoint, call: QdrantCall): Promise<unknown> {
  const budget = retriesOf(endpoint);
  budget.called();
  // Every call of ours can be repeated, so one on a connection that is gone is, while the cluster's retries last.
  const first = await send(endpoint, call, true);
  if (!first && !budget.take()) throw unavailable('closes its connections');
  const { status, text } = first ?? (await send(endpoint, call));
  if (status >= 500 || status === 429) throw unavailable(`answered ${status}`);
  const answer = parse(text);
  if (status !== 200) throw new QdrantRefusal(status, call, reasonIn(answer));
  if (answer === undefined) throw unavailable('answered with something that is not JSON');
  return answer.result;
}

const retries = processState(
  'vectors.retries',
  () => new LRUCache<string, RetryBudget>({ max: 1_000 }),
);

function retriesOf({ url }: VectorEndpoint): RetryBudget {
  const known = retries.get(url) ?? new RetryBudget();
  retries.set(url, known);
  return known;
}

interface Answer {
  status: number;
  text: string;
}

/** Undefined, where that is asked for, when the connection was closed by the other side. */
async function send(endpoint: VectorEndpoint, call: QdrantCall): Promise<Answer>;
async function send(
  endpoint: VectorEndpoint,
  call: QdrantCall,
  orClosed: true,
): Promise<Answer | undefined>;
async function send(
  endpoint: VectorEndpoint,
  call: QdrantCall,
  orClosed = false,
): Promise<Answer | undefined> {
  try {
    const response = await fetch(new URL(call.path, endpoint.url), {
      method: call.method,
      headers: {
        ...(call.body && { 'content-type': 'application/json' }),
        ...(call.key && { 'api-key': call.key }),
      },
      body: call.body && JSON.stringify(call.body),
      // A key must not follow to another place.
      redirect: 'error',
      cache: 'no-store',
      signal: AbortSignal.timeout(call.timeoutMs),
    });
    return { status: response.status, text: await response.text() };
  } catch (cause) {
    if (orClosed && CLOSED.includes(codeOf(cause))) return undefined;
    throw unavailable('cannot be reached', cause);
  }
}

function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
}

function unavailable(words: string, cause?: unknown): AppError {
  log.warn({ store: 'qdrant', err: cause instanceof Error ? cause.message : words }, 'no vectors');
  return new AppError('store_unavailable', 'The vector store cannot be reached right now.', {
    retryAfter: RETRY_SECONDS,
    cause: cause ?? new Error(`Qdrant ${words}.`),
  });
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null
      ? (parsed as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function reasonIn(answer: Record<string, unknown> | undefined): string {
  const status = answer?.status;
  const error = typeof status === 'object' && status !== null && 'error' in status && status.error;
  return String(error || 'no reason').slice(0, REASON_LENGTH);
}
