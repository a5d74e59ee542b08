import type {
  AnswerEvent,
  Billed,
  CitationView,
  Downgraded,
  RunningAnswer,
  StageName,
} from '@/lib/chat/schema';
import type { DeferredView } from '@/lib/deferred/schema';
import type { ErrorBody } from '@/lib/errors';
import type { ScopeView } from '@/lib/scope/schema';
import type { ToolCall } from '@/lib/tools/schema';

/** A question that this tab asked or goes on with, and what came of it so far. */
export interface LiveAnswer {
  /** Also the id of its stream. */
  key: string;
  conversationId: string | undefined;
  /** Asked from the empty page, which shows it until the conversation's own page has opened. */
  onNewPage: boolean;
  title: string;
  requestId: string | undefined;
  /** Of the question once it is stored, or where a stored one is asked once more. */
  questionId: string | undefined;
  /** What the question follows; undefined while only the server knows. */
  parentId: string | null | undefined;
  /** Of the answer once it is stored. */
  messageId: string | undefined;
  question: string;
  scope: ScopeView | undefined;
  text: string;
  citations: CitationView[];
  /** Calls of tools, each as it stands. */
  tools: ToolCall[];
  stage: StageName | undefined;
  state: 'running' | 'waiting' | 'complete' | 'stopped' | 'failed';
  /** The connection was lost and is sought again. */
  lost: boolean;
  error: ErrorBody | undefined;
  downgraded: Downgraded | undefined;
  billed: Billed | undefined;
  /** Set when it waits. */
  deferred: DeferredView | undefined;
}

export interface Asked {
  question: string;
  conversationId: string | undefined;
  parentId?: string | null | undefined;
  questionId?: string | undefined;
}

export function newLiveAnswer({
  question,
  conversationId,
  parentId,
  questionId,
}: Asked): LiveAnswer {
  return {
    key: crypto.randomUUID(),
    conversationId,
    onNewPage: conversationId === undefined,
    title: question,
    requestId: undefined,
    questionId,
    parentId,
    messageId: undefined,
    question,
    scope: undefined,
    text: '',
    citations: [],
    tools: [],
    stage: undefined,
    state: 'running',
    lost: false,
    error: undefined,
    downgraded: undefined,
    billed: undefined,
    deferred: undefined,
  };
}

/** One that was running when this page was opened. */
export function resumedAnswer({ streamId, ...running }: RunningAnswer): LiveAnswer {
  return { ...newLiveAnswer(running), ...running, key: streamId };
}

export function applyEvent(answer: LiveAnswer, event: AnswerEvent): LiveAnswer {
  switch (event.type) {
    case 'started':
      return {
        ...answer,
        requestId: event.requestId,
        conversationId: event.conversationId,
        questionId: event.questionId,
        parentId: event.parentId,
        title: event.title,
        scope: event.scope,
      };
    case 'stage':
      return { ...answer, stage: event.stage };
    case 'text':
      return { ...answer, text: answer.text + event.text };
    case 'citation':
      return { ...answer, citations: [...answer.citations, event.citation] };
    case 'tool':
      return { ...answer, tools: withCall(answer.tools, event.call) };
    case 'done':
      return {
        ...answer,
        messageId: event.messageId,
        state: event.outcome === 'ok' ? 'complete' : 'stopped',
        downgraded: event.downgraded,
        billed: {
          inputTokens: event.inputTokens,
          outputTokens: event.outputTokens,
          priceNano: event.priceNano,
        },
      };
    case 'deferred':
      return { ...answer, state: 'waiting', deferred: event.deferred };
    case 'error':
      return { ...answer, state: 'failed', error: event.error };
  }
}

/** Each call has one place, however often it is told of. */
function withCall(calls: readonly ToolCall[], call: ToolCall): ToolCall[] {
  const at = calls.findIndex(({ id }) => id === call.id);
  return at === -1 ? [...calls, call] : calls.with(at, call);
}
