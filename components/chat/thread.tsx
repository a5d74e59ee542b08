'use client';

import { ArrowDown } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type ReactNode, useEffect, useMemo } from 'react';
import { BrandMark } from '@/components/shell/brand';
import { Button } from '@/components/ui/button';
import type { MessageView } from '@/lib/chat/schema';
import type { DeferredView } from '@/lib/deferred/schema';
import { AnswerView } from './answer-view';
import { useChat } from './chat-context';
import { DeferredCard } from './deferred-card';
import type { LiveAnswer } from './live-answer';
import { mergeTurns, type Turn, type TurnAnswer } from './merge-turns';
import { useStickToEnd } from './use-stick-to-end';

interface ThreadProps {
  /** Absent on the page of a new conversation. */
  conversationId?: string;
  messages: readonly MessageView[];
  /** Its questions that wait or waited. */
  deferred?: readonly DeferredView[];
  /** Shown while there is no question. */
  empty: ReactNode;
}

/** A conversation's questions and answers in their own scrolling region. */
export function Thread({ conversationId, messages, deferred = NONE, empty }: ThreadProps) {
  const { live, arrived, waiting } = useChat();
  useEffect(() => {
    if (conversationId) arrived(conversationId);
  }, [conversationId, arrived]);
  const turns = useMemo(
    () =>
      mergeTurns(
        messages,
        live.filter((each) =>
          conversationId ? each.conversationId === conversationId : each.onNewPage,
        ),
        newest(deferred, live, waiting),
      ),
    [messages, live, conversationId, deferred, waiting],
  );
  const { region, content, away, toEnd } = useStickToEnd(turns.at(-1)?.key);
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
            : turns.map((turn) => <TurnView key={turn.key} turn={turn} />)}
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

function TurnView({ turn }: { turn: Turn }) {
  const router = useRouter();
  return (
    <div className="mb-9 last:mb-0">
      <div className="mb-5 flex justify-end pl-8 sm:pl-16">
        <p className="min-w-0 whitespace-pre-wrap rounded-xl rounded-br-sm bg-accent-soft px-4 py-2.5 text-[0.9375rem] leading-relaxed [overflow-wrap:anywhere]">
          <span className="sr-only">You asked: </span>
          {turn.question}
        </p>
      </div>
      <div className="flex gap-3">
        <BrandMark className="mt-0.5 hidden size-6 shrink-0 sm:block" />
        <div className="min-w-0 flex-1">
          {turn.deferred && (!turn.answer || failedBoth(turn.deferred, turn.answer)) ? (
            <DeferredCard deferred={turn.deferred} question={turn.question} />
          ) : turn.answer ? (
            <AnswerView answer={turn.answer} />
          ) : (
            <p className="flex flex-wrap items-center gap-2 text-ink-soft text-sm">
              No answer was stored for this question yet.
              <Button variant="link" size="sm" onClick={() => router.refresh()}>
                Look again
              </Button>
            </p>
          )}
        </div>
      </div>
    </div>
  );
}
