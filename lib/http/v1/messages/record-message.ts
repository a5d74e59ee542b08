import { heldUnder, holdProof } from '@/lib/budget/hold-proof';
import type { Downgraded } from '@/lib/chat/schema';
import type { Trace } from '@/lib/chat/trace';
import { now } from '@/lib/clock';
import { type MessageRecord, recordMessages } from '@/lib/db/message-records';
import type { ErrorCode } from '@/lib/errors';
import { newId } from '@/lib/ids';
import type { ModelOutcome } from '@/lib/llm/model-event';
import { log } from '@/lib/log';
import { processState } from '@/lib/process-state';
import type { HeldCall } from './held-call';

/** What is to be told of a call that had a hold. */
export interface MessageEnd {
  held: HeldCall;
  trace: Trace;
  outcome: ModelOutcome | undefined;
  /** Why it did not come to a complete answer. */
  error: ErrorCode | undefined;
  downgraded: Downgraded | undefined;
  streamed: boolean;
}

interface Waiting {
  record: MessageRecord;
  /** Of `performance.now()`. */
  since: number;
  done(): void;
}

const MOST = 128;
const PAUSE_MS = 250;
const PATIENCE_MS = 30_000;

const state = processState('http.messageRecords', () => ({
  waiting: [] as Waiting[],
  writing: false,
}));

/**
 * Writes the request and its audit entry of a call whose settlement did not bring them, together with those of other calls
 * that ended meanwhile, under the hold's own proof. Resolves when they are written, or given up after half a minute
 * without a database.
 */
export function recordMessage(end: MessageEnd): Promise<void> {
  return new Promise((done) => {
    state.waiting.push({ record: recordOf(end), since: performance.now(), done });
    if (!state.writing) void write();
  });
}

async function write(): Promise<void> {
  state.writing = true;
  try {
    while (state.waiting.length > 0) {
      // What ends in this turn of the event loop shares a transaction.
      await new Promise((resolve) => setImmediate(resolve));
      const batch = state.waiting.splice(0, MOST);
      if (await written(batch)) for (const each of batch) each.done();
      else await later(batch);
    }
  } finally {
    state.writing = false;
  }
}

async function written(batch: readonly Waiting[]): Promise<boolean> {
  try {
    return await recordMessages(batch.map(({ record }) => record));
  } catch (error) {
    // One that PostgreSQL refuses spoils no other.
    if (batch.length > 1) {
      for (const each of batch) await written([each]);
    } else {
      const { tenant, hold } = batch[0]?.record ?? {};
      log.error({ err: error, tenant, reservation: hold }, 'a message was not recorded');
    }
    return true;
  }
}

async function later(batch: readonly Waiting[]): Promise<void> {
  const at = performance.now();
  const [patient, over] = [[] as Waiting[], [] as Waiting[]];
  for (const each of batch) (at - each.since < PATIENCE_MS ? patient : over).push(each);
  if (over.length > 0) log.error({ records: over.length }, 'messages were not recorded');
  for (const each of over) each.done();
  state.waiting.unshift(...patient);
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}

/** The request and its audit entry as they stand now. */
export function recordOf({
  held,
  trace,
  outcome,
  error,
  downgraded,
  streamed,
}: MessageEnd): MessageRecord {
  const { reservation } = held;
  const proof = heldUnder(holdProof(reservation), reservation.id);
  if (!proof) throw new TypeError('Only a hold that was taken has a record.');
  return {
    tenant: reservation.tenantId,
    hold: reservation.id,
    secret: proof.secret,
    audit: newId(),
    at: now(),
    outcome: error === undefined ? 'ok' : error === 'cancelled' ? 'stopped' : outcomeOf(error),
    error: error ?? null,
    model: reservation.model,
    startedAt: new Date(trace.startedAt),
    latencyMs: trace.elapsed(),
    firstTokenMs: trace.firstTokenMs ?? null,
    stages: trace.stages,
    downgraded: downgraded ?? null,
    stopReason: outcome?.stopReason?.slice(0, 40) ?? null,
    streamed,
  };
}

function outcomeOf(error: ErrorCode): MessageRecord['outcome'] {
  return error === 'invalid_input' || error === 'too_large' ? 'refused' : 'error';
}
