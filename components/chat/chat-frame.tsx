'use client';

import { History, Plus } from 'lucide-react';
import { useParams } from 'next/navigation';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { EndsNotice } from '@/components/retention/ends-notice';
import { PageFill } from '@/components/shell/page-body';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { cn } from '@/components/ui/cn';
import { Sheet, SheetContent, SheetTrigger } from '@/components/ui/sheet';
import type { ConversationSummary } from '@/lib/chat/schema';
import type { DeferredView } from '@/lib/deferred/schema';
import type { ModelId } from '@/lib/llm/schema';
import { STAGE_WORDS } from './answer-view';
import { ChatContext } from './chat-context';
import { Composer } from './composer';
import { ConversationList } from './conversation-list';
import { FailedNotice } from './failed-notice';
import { SourcePane } from './source-pane';
import { useAnswers } from './use-answers';
import { useDeferred } from './use-deferred';
import { useDraft } from './use-draft';
import { useSource } from './use-source';

interface ChatFrameProps {
  slug: string;
  userId: string;
  conversations: readonly ConversationSummary[];
  models: readonly ModelId[];
  /** The person's questions that wait, or ended unseen. */
  deferred: readonly DeferredView[];
  children: ReactNode;
}

/** Conversations on the left, the open one with its composer, and on the right the source that is read. */
export function ChatFrame({
  slug,
  userId,
  conversations,
  models,
  deferred: initial,
  children,
}: ChatFrameProps) {
  const { conversationId } = useParams<{ conversationId?: string }>();
  const answers = useAnswers(slug);
  const waiting = useDeferred(slug, initial, conversationId);
  const { source, close } = useSource();
  const [listOpen, setListOpen] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const [draft, setDraft] = useDraft(
    `tenantry.draft.${userId}.${slug}.${conversationId ?? 'new'}`,
    field,
  );
  const { live, failed, ask, stop, dismiss } = answers;
  const running = live.find(
    (each) =>
      each.state === 'running' &&
      (conversationId ? each.conversationId === conversationId : each.onNewPage),
  );
  const shownFailure = failed?.conversationId === conversationId ? failed : undefined;

  // A refused question goes back to where it was written, unless something new is there already.
  useEffect(() => {
    if (!shownFailure) return;
    if (field.current?.value === '') setDraft(shownFailure.question);
    field.current?.focus();
  }, [shownFailure, setDraft]);

  const facts = useMemo(() => ({ ...answers, ...waiting, slug }), [answers, waiting, slug]);
  const title =
    live.findLast((each) => each.conversationId === conversationId && conversationId)?.title ??
    conversations.find((each) => each.id === conversationId)?.title;
  const endsAt = conversations.find((each) => each.id === conversationId)?.endsAt;
  return (
    <ChatContext value={facts}>
      <PageFill className="flex-row">
        <aside
          aria-label="Conversations"
          className={cn(
            'hidden w-64 shrink-0 flex-col border-line border-r xl:flex',
            source && 'xl:hidden 2xl:flex',
          )}
        >
          <ConversationList conversations={conversations} />
        </aside>
        <div className="flex min-w-0 flex-1 flex-col">
          <div
            className={cn(
              'flex h-12 shrink-0 items-center gap-1 border-line border-b px-2 sm:px-4 xl:hidden',
              source && 'xl:flex 2xl:hidden',
            )}
          >
            <Sheet open={listOpen} onOpenChange={setListOpen}>
              <SheetTrigger asChild>
                <Button variant="ghost" size="icon-sm" aria-label="Conversations">
                  <History aria-hidden />
                </Button>
              </SheetTrigger>
              <SheetContent title="Conversations" side="left" size="sm">
                <ConversationList
                  conversations={conversations}
                  onNavigate={() => setListOpen(false)}
                />
              </SheetContent>
            </Sheet>
            <p className="min-w-0 flex-1 truncate px-1 font-medium text-sm">
              {title ?? 'New chat'}
            </p>
            <ButtonLink href={`/t/${slug}`} variant="ghost" size="icon-sm" aria-label="New chat">
              <Plus aria-hidden />
            </ButtonLink>
          </div>
          {endsAt && <EndsNotice endsAt={endsAt} />}
          {children}
          <div className="mx-auto w-full max-w-3xl shrink-0 px-4 pb-3 sm:px-6 sm:pb-4">
            {shownFailure && (
              <FailedNotice
                failed={shownFailure}
                onDismiss={dismiss}
                onQueue={() => {
                  const { question, model } = shownFailure;
                  if (draft.trim() === question) setDraft('');
                  ask(question, model, conversationId, { deferrable: true });
                }}
              />
            )}
            <Composer
              field={field}
              draft={draft}
              onDraft={setDraft}
              models={models}
              running={running !== undefined}
              onAsk={(question, model) => {
                setDraft('');
                ask(question, model, conversationId);
              }}
              onStop={() => {
                if (running) stop(running.key);
                field.current?.focus();
              }}
            />
            <p id="question-keys" className="pt-2 text-center text-ink-faint text-xs">
              <span className="touch:hidden">Enter sends, Shift+Enter begins a new line. </span>
              Check what matters against its source.
            </p>
          </div>
        </div>
        {source && <SourcePane slug={slug} place={source} onClose={close} />}
        <p aria-live="polite" className="sr-only">
          {announcement(live)}
        </p>
      </PageFill>
    </ChatContext>
  );
}

/** The newest answer's progress, for those who do not see it. */
function announcement(live: ReturnType<typeof useAnswers>['live']): string {
  const last = live.at(-1);
  if (!last) return '';
  switch (last.state) {
    case 'running':
      return (last.stage && STAGE_WORDS[last.stage]) ?? '';
    case 'waiting':
      return 'The question waits in the queue.';
    case 'complete':
      return 'The answer is complete.';
    case 'stopped':
      return 'The answer was stopped.';
    case 'failed':
      return 'The answer failed.';
  }
}
