import type {
  Billed,
  CitationView,
  Downgraded,
  MessageView,
  RunningAnswer,
  StageName,
} from '@/lib/chat/schema';
import type { DeferredView } from '@/lib/deferred/schema';
import type { ScopeView } from '@/lib/scope/schema';
import type { ToolCall } from '@/lib/tools/schema';
import type { LiveAnswer } from './live-answer';

/** A question with its answer, from the server, from this tab, or half from each. */
export interface Turn {
  key: string;
  /** The question's message; a key of this tab's own until it is stored. */
  id: string;
  /** What it follows; undefined while only the server knows. */
  parentId: string | null | undefined;
  question: string;
  scope: ScopeView | undefined;
  /** Ids of the questions that were asked at this place, and of the answers that this one got; oldest first. */
  questions: readonly string[];
  answers: readonly string[];
  answer: TurnAnswer | undefined;
  /** Set when the question waits, or ended without an answer after it had waited. */
  deferred?: DeferredView;
}

export interface TurnAnswer {
  /** What a branch names it by: its message, or a key of this tab's own until that is stored. */
  id: string;
  /** Of the stored message; undefined until it is stored. */
  messageId: string | undefined;
  /** Set while this tab follows it. */
  liveKey: RunningAnswer['streamId'] | undefined;
  state: 'running' | 'complete' | 'stopped' | 'failed';
  /** The connection was lost and is sought again. */
  lost: boolean;
  text: string;
  citations: CitationView[];
  /** Of one that is being written: calls of tools so far. */
  tools: readonly ToolCall[];
  stage: StageName | undefined;
  errorCode: string | undefined;
  requestId: string | undefined;
  downgraded: Downgraded | undefined;
  billed: Billed | undefined;
}

interface Question extends Pick<Turn, 'key' | 'id' | 'parentId' | 'question' | 'scope'> {
  answers: TurnAnswer[];
}

export interface Merged {
  messages: readonly MessageView[];
  live?: readonly LiveAnswer[];
  deferred?: readonly DeferredView[];
  /** A message of the branch that is read; the newest one's without it. */
  at?: string | null;
}

/**
 * One branch of what the server stored and this tab has beyond it: the way to `at` and from there, at each place, to what was
 * said last. A live answer gives way once the stored one is there; both have the request's id as their key, so that nothing
 * is drawn anew.
 */
export function mergeTurns({ messages, live = [], deferred = [], at }: Merged): Turn[] {
  const questions = storedQuestions(messages);
  for (const each of live) addLive(questions, each);
  const way = wayTo(questions, at);
  const turns: Turn[] = [];
  const known = new Set(questions.flatMap(({ id, answers }) => [id, ...answers.map((a) => a.id)]));
  let level = questions.filter(({ parentId }) => !parentId || !known.has(parentId));
  for (;;) {
    const chosen = level.find(({ id }) => way.has(id)) ?? level.at(-1);
    if (!chosen) break;
    const { answers, ...question } = chosen;
    const answer = answers.find(({ id }) => way.has(id)) ?? answers.at(-1);
    turns.push({
      ...question,
      questions: level.map(({ id }) => id),
      answers: answers.map(({ id }) => id),
      answer,
      deferred: deferred.find(({ requestId }) => requestId === chosen.key),
    });
    // A question that did not wait for the answer before it belongs below each.
    level = questions.filter(
      ({ id, parentId }) => id !== chosen.id && (parentId === chosen.id || isOf(parentId, answer)),
    );
  }
  return turns;
}

function isOf(parentId: Turn['parentId'], answer: TurnAnswer | undefined): boolean {
  return answer !== undefined && parentId === answer.id;
}

function storedQuestions(messages: readonly MessageView[]): Question[] {
  const questions: Question[] = [];
  for (const message of messages) {
    if (message.author === 'user') {
      questions.push({
        key: message.requestId ?? message.id,
        id: message.id,
        parentId: message.parentId,
        question: message.text,
        scope: message.scope,
        answers: [],
      });
    }
  }
  for (const message of messages) {
    if (message.author === 'assistant')
      questions.find(({ id }) => id === message.parentId)?.answers.push(stored(message));
  }
  return questions;
}

function addLive(questions: Question[], live: LiveAnswer): void {
  const { key, requestId, questionId, question, scope } = live;
  let own = questions.find(({ id, key: asked }) => id === questionId || asked === requestId);
  if (!own) {
    // Until the server says so it follows what was said last.
    const last = questions.at(-1);
    const parentId = live.parentId === undefined ? (last?.id ?? null) : live.parentId;
    own = { key: requestId ?? key, id: questionId ?? key, parentId, question, scope, answers: [] };
    questions.push(own);
  }
  const answer = answerOf(live);
  if (answer && !own.answers.some((each) => requestId && each.requestId === requestId))
    own.answers.push(answer);
}

/** `at` and all that it follows. */
function wayTo(questions: readonly Question[], at: string | null | undefined): Set<string> {
  const parents = new Map<string, string | null | undefined>();
  for (const { id, parentId, answers } of questions) {
    parents.set(id, parentId);
    for (const answer of answers) parents.set(answer.id, id);
  }
  const way = new Set<string>();
  for (let id = at; id && !way.has(id); id = parents.get(id)) way.add(id);
  return way;
}

function stored(message: MessageView): TurnAnswer {
  const { id, state, text, citations, errorCode, requestId, downgraded, billed } = message;
  return {
    ...{ id, messageId: id, liveKey: undefined, state, lost: false, text, citations },
    ...{ tools: [], stage: undefined, errorCode, requestId, downgraded, billed },
  };
}

function answerOf(live: LiveAnswer): TurnAnswer | undefined {
  const { key, messageId, state, lost, text, citations, stage, requestId, downgraded, billed } =
    live;
  const { tools } = live;
  if (state === 'waiting') return undefined;
  return {
    ...{ id: messageId ?? key, messageId, liveKey: key, state, lost, text, citations },
    ...{ tools, stage, errorCode: live.error?.code, requestId, downgraded, billed },
  };
}
