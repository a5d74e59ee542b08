'use client';

import { ArrowDown } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type ReactNode, useEffect, useMemo } from 'react';
import { BrandMark } from '@/components/shell/brand';
import { Button } from '@/components/ui/button';
import type { MessageView } from '@/lib/chat/schema';
import { AnswerView } from './answer-view';
import { useChat } from './chat-context';
import { mergeTurns, type Turn } from './merge-turns';
import { useStickToEnd } from './use-stick-to-end';

interface ThreadProps {
  /** Absent on the page of a new conversation. */
  conversationId?: string;
  messages: readonly MessageView[];
  /** Shown while there is no question. */
  empty: ReactNode;
}

/** A conversation's questions and answers in their own scrolling region. */
export function Thread({ conversationId, messages, empty }: ThreadProps) {
  const { live, arrived } = useChat();
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
      ),
    [messages, live, conversationId],
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
          {turn.answer ? (
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
