import type { AnswerEvent, CitationView, Downgraded, StageName } from '@/lib/chat/schema';
import type { DeferredView } from '@/lib/deferred/schema';
import type { ErrorBody } from '@/lib/errors';

/** A question that this tab asked, and what came of it so far. */
export interface LiveAnswer {
  key: string;
  conversationId: string | undefined;
  /** Asked from the empty page, which shows it until the conversation's own page has opened. */
  onNewPage: boolean;
  title: string;
  requestId: string | undefined;
  question: string;
  text: string;
  citations: CitationView[];
  stage: StageName | undefined;
  state: 'running' | 'waiting' | 'complete' | 'stopped' | 'failed';
  error: ErrorBody | undefined;
  downgraded: Downgraded | undefined;
  /** Set when it waits. */
  deferred: DeferredView | undefined;
}

export function newLiveAnswer(question: string, conversationId: string | undefined): LiveAnswer {
  return {
    key: crypto.randomUUID(),
    conversationId,
    onNewPage: conversationId === undefined,
    title: question,
    requestId: undefined,
    question,
    text: '',
    citations: [],
    stage: undefined,
    state: 'running',
    error: undefined,
    downgraded: undefined,
    deferred: undefined,
  };
}

export function applyEvent(answer: LiveAnswer, event: AnswerEvent): LiveAnswer {
  switch (event.type) {
    case 'started':
      return {
        ...answer,
        requestId: event.requestId,
        conversationId: event.conversationId,
        title: event.title,
      };
    case 'stage':
      return { ...answer, stage: event.stage };
    case 'text':
      return { ...answer, text: answer.text + event.text };
    case 'citation':
      return { ...answer, citations: [...answer.citations, event.citation] };
    case 'done':
      return {
        ...answer,
        state: event.outcome === 'ok' ? 'complete' : 'stopped',
        downgraded: event.downgraded,
      };
    case 'deferred':
      return { ...answer, state: 'waiting', deferred: event.deferred };
    case 'error':
      return { ...answer, state: 'failed', error: event.error };
  }
}
