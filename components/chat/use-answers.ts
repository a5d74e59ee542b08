'use client';

import { useRouter } from 'next/navigation';
import { useCallback, useEffect, useRef, useState } from 'react';
import { type AnswerEvent, type AnswerRequest, CONVERSATION_HEADER } from '@/lib/chat/schema';
import type { DeferredView } from '@/lib/deferred/schema';
import type { ErrorBody } from '@/lib/errors';
import { applyEvent, type LiveAnswer, newLiveAnswer } from './live-answer';
import { readEvents } from './read-events';

/** An answer that was refused or failed: what to say above the composer, and the question to give back. */
export interface FailedQuestion {
  conversationId: string | undefined;
  question: string;
  model: AnswerRequest['model'];
  error: ErrorBody;
  /** When it was said, to count the seconds to `retryAfter` from. */
  at: number;
}

/** How long after a stop the server has stored the partial answer. */
const SETTLE_MS = 700;

const LOST: ErrorBody = {
  code: 'internal',
  message: 'The connection was lost before the answer was complete.',
};

const STOPPED_EARLY: ErrorBody = {
  code: 'cancelled',
  message: 'The question was stopped before it was taken.',
};

export interface Answers {
  live: readonly LiveAnswer[];
  failed: FailedQuestion | undefined;
  /** `deferrable`: the question waits when no budget has room. */
  ask: (
    question: string,
    model: AnswerRequest['model'],
    conversationId?: string,
    options?: { deferrable: boolean },
  ) => void;
  stop: (key: string) => void;
  dismiss: () => void;
  /** The conversation's own page is shown now. */
  arrived: (conversationId: string) => void;
}

/** Asks, streams and stops; lives in the layout, so that an answer goes on while its reader looks elsewhere. */
export function useAnswers(slug: string): Answers {
  const router = useRouter();
  const [live, setLive] = useState<readonly LiveAnswer[]>([]);
  const [failed, setFailed] = useState<FailedQuestion>();
  const running = useRef(new Map<string, AbortController>());

  const update = useCallback((key: string, change: (answer: LiveAnswer) => LiveAnswer) => {
    setLive((all) => all.map((each) => (each.key === key ? change(each) : each)));
  }, []);

  const ask = useCallback<Answers['ask']>(
    (question, model, conversationId, options) => {
      const fresh = newLiveAnswer(question, conversationId);
      const control = new AbortController();
      running.current.set(fresh.key, control);
      setFailed(undefined);
      setLive((all) => [...all, fresh]);
      let place = conversationId;
      let started = false;
      const onEvent = (event: AnswerEvent) => {
        update(fresh.key, (answer) => applyEvent(answer, event));
        if (event.type === 'error')
          setFailed({ conversationId: place, question, model, error: event.error, at: Date.now() });
        if (event.type !== 'started') return;
        started = true;
        place = event.conversationId;
        if (!conversationId) router.replace(`/t/${slug}/c/${place}`);
      };
      const fail = (error: ErrorBody) => onEvent({ type: 'error', error });
      stream(slug, { question, model, conversationId, ...options }, control.signal, onEvent)
        .then((ended) => ended || fail(LOST))
        .catch((error: unknown) => {
          if (control.signal.aborted && started)
            update(fresh.key, (answer) => ({ ...answer, state: 'stopped' }));
          else if (control.signal.aborted) fail(STOPPED_EARLY);
          else fail(isErrorBody(error) ? error : LOST);
        })
        .finally(() => {
          running.current.delete(fresh.key);
          // What was refused before it began left nothing behind.
          if (!started) setLive((all) => all.filter((each) => each.key !== fresh.key));
          setTimeout(() => router.refresh(), control.signal.aborted ? SETTLE_MS : 0);
        });
    },
    [router, slug, update],
  );

  const stop = useCallback((key: string) => running.current.get(key)?.abort(), []);
  const dismiss = useCallback(() => setFailed(undefined), []);
  const arrived = useCallback((conversationId: string) => {
    setLive((all) =>
      all.some((each) => each.onNewPage && each.conversationId === conversationId)
        ? all.map((each) =>
            each.conversationId === conversationId ? { ...each, onNewPage: false } : each,
          )
        : all,
    );
  }, []);
  useEffect(() => {
    const controls = running.current;
    return () => {
      for (const control of controls.values()) control.abort();
    };
  }, []);
  return { live, failed, ask, stop, dismiss, arrived };
}

/** Resolves to whether the server said how it ended; rejects with an `ErrorBody` when it refused. */
async function stream(
  slug: string,
  request: AnswerRequest,
  signal: AbortSignal,
  onEvent: (event: AnswerEvent) => void,
): Promise<boolean> {
  const response = await fetch(`/api/t/${slug}/answers`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
    signal,
  });
  if (!response.ok || !response.body) {
    const error = await response.json().catch(() => LOST);
    const conversationId = response.headers.get(CONVERSATION_HEADER);
    if (!conversationId || !isErrorBody(error)) throw error;
    const { requestId = '' } = error;
    onEvent({ type: 'started', requestId, conversationId, title: request.question });
    onEvent({ type: 'error', error });
    return true;
  }
  if (response.status === 202) {
    const deferred: DeferredView = await response.json();
    const { requestId, conversationId } = deferred;
    onEvent({ type: 'started', requestId, conversationId, title: request.question });
    onEvent({ type: 'deferred', deferred });
    return true;
  }
  let ended = false;
  for await (const event of readEvents(response.body)) {
    onEvent(event);
    ended = event.type === 'done' || event.type === 'error';
  }
  return ended;
}

function isErrorBody(value: unknown): value is ErrorBody {
  return typeof value === 'object' && value !== null && 'code' in value && 'message' in value;
}
