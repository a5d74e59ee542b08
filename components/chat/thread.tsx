'use client';

import { ArrowDown } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type ReactNode, useEffect, useMemo } from 'react';
import { BrandMark } from '@/components/shell/brand';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import type { MessageView, RunningAnswer } from '@/lib/chat/schema';
import type { DeferredView } from '@/lib/deferred/schema';
import { scopeOf } from '@/lib/scope/facts';
import { AnswerView } from './answer-view';
import { useChat } from './chat-context';
import { LINKED } from './deep-link/linked';
import { useLinkedMessage } from './deep-link/use-linked-message';
import { DeferredCard } from './deferred-card';
import type { LiveAnswer } from './live-answer';
import { mergeTurns, type Turn, type TurnAnswer } from './merge-turns';
import { QuestionView } from './question-view';
import { useBranch } from './use-branch';
import { useStickToEnd } from './use-stick-to-end';
import { NextQuestions } from './why/next-questions';

interface ThreadProps {
  /** Absent on the page of a new conversation. */
  conversationId?: string;
  title?: string;
  /** When the conversation is deleted, ISO 8601, once that is near. */
  endsAt?: string;
  messages: readonly MessageView[];
  /** Its questions that wait or waited. */
  deferred?: readonly DeferredView[];
  /** The person's answers that were being written there when the page was made. */
  running?: readonly RunningAnswer[];
  /** Shown while there is no question. */
  empty: ReactNode;
}

/** A conversation's questions and answers in their own scrolling region. */
export function Thread({
  conversationId,
  title,
  endsAt,
  messages,
  deferred = NONE,
  running,
  empty,
}: ThreadProps) {
  const { live, opened, arrived, resume, waiting, rememberScope, tip } = useChat();
  const [at] = useBranch();
  const latest = messages.findLast(({ author }) => author === 'user')?.scope;
  useEffect(() => {
    if (conversationId) rememberScope(conversationId, latest);
  }, [conversationId, latest, rememberScope]);
  useEffect(() => {
    if (conversationId && title !== undefined) opened({ id: conversationId, title, endsAt });
  }, [conversationId, title, endsAt, opened]);
  useEffect(() => {
    if (conversationId) arrived(conversationId);
  }, [conversationId, arrived]);
  useEffect(() => {
    for (const each of running ?? []) resume(each);
  }, [running, resume]);
  const turns = useMemo(
    () =>
      mergeTurns({
        messages,
        live: live.filter((each) =>
          conversationId ? each.conversationId === conversationId : each.onNewPage,
        ),
        deferred: newest(deferred, live, waiting),
        at,
      }),
    [messages, live, conversationId, deferred, waiting, at],
  );
  const last = turns.at(-1);
  useEffect(() => {
    const stored = messages.some(({ id }) => id === last?.id) ? last?.id : undefined;
    tip.current = last?.answer?.messageId ?? stored;
  }, [messages, last, tip]);
  const { region, content, away, toEnd } = useStickToEnd(turns.at(-1)?.key);
  useLinkedMessage(turns);
  return (
    <div className="relative min-h-0 flex-1">
      <section
        ref={region}
        aria-label="Conversation"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
        tabIndex={0}
        className="h-full overflow-y-auto focus-visible:outline-offset-[-2px]"
      >
        <div ref={content} className="mx-auto w-full max-w-3xl px-4 pt-6 pb-8 sm:px-6">
          {turns.length === 0
            ? empty
            : turns.map((turn) => (
                <TurnView key={turn.key} turn={turn} conversationId={conversationId} />
              ))}
          {last && <NextQuestions turn={last} conversationId={conversationId} />}
        </div>
      </section>
      {away && turns.length > 0 && (
        <Button
          size="icon-sm"
          aria-label="Go to the end"
          onClick={toEnd}
          className="absolute bottom-3 left-1/2 -translate-x-1/2 rounded-full shadow-float"
        >
          <ArrowDown aria-hidden />
        </Button>
      )}
    </div>
  );
}

const NONE: readonly DeferredView[] = Object.freeze([]);

/** What was heard last of each: by asking again, by this tab's own question, by the page. */
function newest(
  stored: readonly DeferredView[],
  live: readonly LiveAnswer[],
  heard: readonly DeferredView[],
): DeferredView[] {
  const asked = live.flatMap((each) => each.deferred ?? []);
  const all = [...heard, ...stored, ...asked];
  return all.filter(({ id }, index) => all.findIndex((each) => each.id === id) === index);
}

/** The card says why, and offers to ask again. */
function failedBoth(deferred: DeferredView, answer: TurnAnswer): boolean {
  return deferred.state === 'failed' && answer.state === 'failed';
}

function TurnView({ turn, conversationId }: { turn: Turn; conversationId: string | undefined }) {
  const router = useRouter();
  const { ask, assistant, busy } = useChat();
  const [, choose] = useBranch();
  const scope = turn.scope && scopeOf(turn.scope);
  const again = () => {
    choose(turn.id);
    ask(turn.question, undefined, conversationId, { questionId: turn.id, scope });
  };
  const edit = (question: string) => {
    choose(turn.parentId ?? null);
    ask(question, undefined, conversationId, { parentId: turn.parentId ?? null, scope });
  };
  const free = !busy && conversationId !== undefined;
  return (
    <div id={turn.id} tabIndex={-1} className={cn('mb-9 last:mb-0', LINKED)}>
      <QuestionView turn={turn} onEdit={free ? edit : undefined} onChoose={choose} />
      <div className="flex gap-3">
        <BrandMark className="mt-0.5 hidden size-6 shrink-0 sm:block" />
        <div className="min-w-0 flex-1">
          {assistant !== '' && (
            <p className="mb-1.5 font-semibold text-sm [overflow-wrap:anywhere]">{assistant}</p>
          )}
          {turn.deferred && (!turn.answer || failedBoth(turn.deferred, turn.answer)) ? (
            <DeferredCard deferred={turn.deferred} question={turn.question} />
          ) : turn.answer ? (
            <AnswerView
              answer={turn.answer}
              answers={turn.answers}
              onRegenerate={free ? again : undefined}
              onChoose={choose}
            />
          ) : (
            <p className="flex flex-wrap items-center gap-2 text-ink-soft text-sm">
              No answer was stored for this question yet.
              <Button variant="link" size="sm" onClick={() => router.refresh()}>
                Look again
              </Button>
              {free && (
                <Button variant="link" size="sm" onClick={again}>
                  Answer it now
                </Button>
              )}
            </p>
          )}
        </div>
      </div>
    </div>
  );
}
