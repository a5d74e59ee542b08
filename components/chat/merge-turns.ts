import type { CitationView, Downgraded, MessageView, StageName } from '@/lib/chat/schema';
import type { DeferredView } from '@/lib/deferred/schema';
import type { LiveAnswer } from './live-answer';

/** A question with its answer, from the server, from this tab, or half from each. */
export interface Turn {
  key: string;
  question: string;
  answer: TurnAnswer | undefined;
  /** Set when the question waits, or ended without an answer after it had waited. */
  deferred?: DeferredView;
}

export interface TurnAnswer {
  state: 'running' | 'complete' | 'stopped' | 'failed';
  text: string;
  citations: CitationView[];
  stage: StageName | undefined;
  errorCode: string | undefined;
  requestId: string | undefined;
  downgraded: Downgraded | undefined;
}

/**
 * What the server stored, then what this tab has beyond it. A live answer gives way once the stored
 * one is there; both have the request's id as their key, so that nothing is drawn anew.
 */
export function mergeTurns(
  messages: readonly MessageView[],
  live: readonly LiveAnswer[],
  deferred: readonly DeferredView[] = [],
): Turn[] {
  const turns: Turn[] = [];
  for (const message of messages) {
    if (message.author === 'user') {
      turns.push({
        key: message.requestId ?? message.id,
        question: message.text,
        answer: undefined,
      });
      continue;
    }
    const turn = turns.findLast((each) => each.key === message.requestId) ?? turns.at(-1);
    if (turn) turn.answer = stored(message);
  }
  for (const each of live) {
    const turn = turns.find((one) => one.key === each.requestId);
    if (!turn)
      turns.push({
        key: each.requestId ?? each.key,
        question: each.question,
        answer: answerOf(each),
      });
    else turn.answer ??= answerOf(each);
  }
  for (const turn of turns)
    turn.deferred = deferred.find(({ requestId }) => requestId === turn.key);
  return turns;
}

function stored(message: MessageView): TurnAnswer {
  const { state, text, citations, errorCode, requestId, downgraded } = message;
  return { state, text, citations, stage: undefined, errorCode, requestId, downgraded };
}

function answerOf(live: LiveAnswer): TurnAnswer | undefined {
  const { state, text, citations, stage, requestId, downgraded } = live;
  if (state === 'waiting') return undefined;
  return { state, text, citations, stage, errorCode: live.error?.code, requestId, downgraded };
}
