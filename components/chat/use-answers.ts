'use client';

import { useRouter } from 'next/navigation';
import { useCallback, useEffect, useRef, useState } from 'react';
import { toast } from '@/components/ui/toast';
import type { AnswerEvent, AnswerRequest, RunningAnswer } from '@/lib/chat/schema';
import type { ErrorBody } from '@/lib/errors';
import { applyEvent, type LiveAnswer, newLiveAnswer, resumedAnswer } from './live-answer';
import { type AnswerEnd, readAnswer } from './read-answer';

/** An answer that was refused or failed: what to say above the composer, and the question to give back. */
export interface FailedQuestion {
  conversationId: string | undefined;
  question: string;
  model: AnswerRequest['model'];
  /** The question goes back to where it was written; one that stands in its conversation is answered again there. */
  givenBack: boolean;
  error: ErrorBody;
  /** When it was said, to count the seconds to `retryAfter` from. */
  at: number;
}

/** Longer than the server needs to hear of it and to store the partial answer. */
const STOP_MS = 15_000;

const LOST: ErrorBody = {
  code: 'internal',
  message: 'The connection was lost before the answer was complete.',
};
const NEVER_SENT: ErrorBody = {
  code: 'internal',
  message: 'The server could not be reached, so the question was not sent.',
};
const STOPPED_EARLY: ErrorBody = {
  code: 'cancelled',
  message: 'The question was stopped before it was taken.',
};
const SIGNED_OUT: ErrorBody = { code: 'unauthenticated', message: 'Your session has ended.' };

export type AskOptions = Pick<AnswerRequest, 'deferrable' | 'scope' | 'parentId' | 'questionId'>;

export interface Answers {
  live: readonly LiveAnswer[];
  failed: FailedQuestion | undefined;
  /** `deferrable`: the question waits when no budget has room; `parentId`: what it follows; `questionId`: asked once more. */
  ask: (
    question: string,
    model: AnswerRequest['model'],
    conversationId?: string,
    options?: AskOptions,
  ) => void;
  /** Goes on with an answer that was running when its page was opened. */
  resume: (running: RunningAnswer) => void;
  stop: (key: string) => void;
  dismiss: () => void;
  /** The conversation's own page is shown now. */
  arrived: (conversationId: string) => void;
}

/** Asks, streams and stops; lives in the layout, so that an answer is followed while its reader looks elsewhere. */
export function useAnswers(slug: string): Answers {
  const router = useRouter();
  const [live, setLive] = useState<readonly LiveAnswer[]>([]);
  const [failed, setFailed] = useState<FailedQuestion>();
  const running = useRef(new Map<string, AbortController>());
  const stopping = useRef(new Set<string>());

  const update = useCallback((key: string, change: (answer: LiveAnswer) => LiveAnswer) => {
    setLive((all) => all.map((each) => (each.key === key ? change(each) : each)));
  }, []);

  const run = useCallback(
    async (fresh: LiveAnswer, request?: AnswerRequest) => {
      const { key: streamId, question } = fresh;
      const control = new AbortController();
      running.current.set(streamId, control);
      setLive((all) => [...all, fresh]);
      let place = fresh.conversationId;
      let started = request === undefined;
      const enter = (conversationId: string) => {
        started = true;
        if (!place) router.replace(`/t/${slug}/c/${conversationId}`);
        place = conversationId;
      };
      const onEvent = (event: AnswerEvent) => {
        if (event.type === 'started') enter(event.conversationId);
        if (event.type === 'error') fail(event.error);
        else update(streamId, (answer) => applyEvent(answer, event));
      };
      const fail = (given: ErrorBody) => {
        const early = stopping.current.has(streamId) && !started;
        const error = early ? STOPPED_EARLY : given;
        update(streamId, (answer) => applyEvent(answer, { type: 'error', error }));
        const about = { conversationId: place, question, model: request?.model };
        const stands = fresh.questionId !== undefined || (started && error === SIGNED_OUT);
        setFailed({ ...about, givenBack: !stands, error, at: Date.now() });
      };
      const end = await readAnswer(
        {
          slug,
          streamId,
          request: request && { ...request, streamId },
          signal: control.signal,
        },
        { onEvent, onLost: (lost) => update(streamId, (answer) => ({ ...answer, lost })) },
      );
      running.current.delete(streamId);
      if (end.kind === 'left') return;
      if (end.kind === 'refused' && end.conversationId) enter(end.conversationId);
      if (end.kind === 'deferred') enter(end.deferred.conversationId);
      const error = failureOf(end);
      if (error) fail(error);
      if (end.kind === 'deferred') {
        const { deferred } = end;
        update(streamId, (answer) => ({
          ...applyEvent(answer, { type: 'deferred', deferred }),
          requestId: deferred.requestId,
          conversationId: deferred.conversationId,
        }));
      }
      // What was refused before it began left nothing behind; what ended unheard is stored.
      if (!started || end.kind === 'gone')
        setLive((all) => all.filter((each) => each.key !== streamId));
      // Without a session, or a server to be reached, the page would be led away before it has said so.
      if (end.kind !== 'signed-out' && end.kind !== 'lost') whenOnline(() => router.refresh());
    },
    [router, slug, update],
  );

  const ask = useCallback<Answers['ask']>(
    (question, model, conversationId, options) => {
      setFailed(undefined);
      const request = { question, model, conversationId, ...options };
      void run(newLiveAnswer({ ...options, question, conversationId }), request);
    },
    [run],
  );
  const resume = useCallback<Answers['resume']>(
    (answer) => {
      if (!running.current.has(answer.streamId)) void run(resumedAnswer(answer));
    },
    [run],
  );
  const stop = useCallback(
    (key: string) => {
      stopping.current.add(key);
      const signal = AbortSignal.timeout(STOP_MS);
      fetch(`/api/t/${slug}/answers/${key}`, { method: 'DELETE', signal }).then(
        // One that is not there any more has ended by itself.
        (response) => response.ok || response.status === 404 || notStopped(),
        notStopped,
      );
    },
    [slug],
  );
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
      controls.clear();
    };
  }, []);
  return { live, failed, ask, resume, stop, dismiss, arrived };
}

/** A page that is asked for without a network is replaced by the browser's own. */
function whenOnline(act: () => void): void {
  if (navigator.onLine) act();
  else window.addEventListener('online', act, { once: true });
}

function notStopped(): void {
  toast.error('The answer could not be stopped', {
    description: 'The server did not hear of it. Try again.',
  });
}

function failureOf(end: AnswerEnd): ErrorBody | undefined {
  switch (end.kind) {
    case 'refused':
      return end.error;
    case 'lost':
      return end.taken ? LOST : NEVER_SENT;
    case 'signed-out':
      return SIGNED_OUT;
    default:
      return undefined;
  }
}
