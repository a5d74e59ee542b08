'use client';

import { History, Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useParams } from 'next/navigation';
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Meter } from '@/components/limits/meter';
import { EndsNotice } from '@/components/retention/ends-notice';
import { ScopeChip, type ScopeChipProps } from '@/components/scope/scope-chip';
import { useScope } from '@/components/scope/use-scope';
import { PageFill } from '@/components/shell/page-body';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { cn } from '@/components/ui/cn';
import { LateSheet } from '@/components/ui/late-sheet';
import type { ConversationPage, ConversationSummary } from '@/lib/chat/schema';
import type { DeferredView } from '@/lib/deferred/schema';
import type { ModelId } from '@/lib/llm/schema';
import { prepareToDraw, STAGE_WORDS } from './answer-view';
import { ChatContext } from './chat-context';
import { Composer } from './composer';
import { ConversationList } from './conversation-list';
import { FailedNotice } from './failed-notice';
import type { LiveAnswer } from './live-answer';
import { useSearchKey } from './search/use-search-key';
import { SpokenAnswer } from './spoken-answer';
import { useAnswers } from './use-answers';
import { useDeferred } from './use-deferred';
import { useDraft } from './use-draft';
import { useEscape } from './use-escape';
import { useSource } from './use-source';

const SourcePane = dynamic(() => import('./source-pane').then((loaded) => loaded.SourcePane));

interface ChatFrameProps {
  slug: string;
  userId: string;
  /** The newest of the person's own. */
  conversations: ConversationPage;
  /** What the assistant is called; empty: nothing. */
  assistant: string;
  /** Hosts that links of answers may lead to; null: any. */
  linkHosts: readonly string[] | null;
  models: readonly ModelId[];
  folders: ScopeChipProps['folders'];
  /** The person's questions that wait, or ended unseen. */
  deferred: readonly DeferredView[];
  /** Whether the person may let support read. */
  supports: boolean;
  children: ReactNode;
}

/** Conversations on the left, the open one with its composer, and on the right the source that is read. */
export function ChatFrame({
  slug,
  userId,
  conversations,
  assistant,
  linkHosts,
  models,
  folders,
  deferred: initial,
  supports,
  children,
}: ChatFrameProps) {
  const { conversationId } = useParams<{ conversationId?: string }>();
  const answers = useAnswers(slug);
  const waiting = useDeferred(slug, initial, conversationId);
  const { source, close } = useSource();
  const [listOpen, setListOpen] = useState(false);
  const [model, setModel] = useState(models[0]);
  useSearchKey(useCallback(() => setListOpen(true), []));
  const field = useRef<HTMLTextAreaElement>(null);
  const [draft, setDraft] = useDraft(
    `tenantry.draft.${userId}.${slug}.${conversationId ?? 'new'}`,
    field,
  );
  const { live, failed, ask: askOf, stop, dismiss } = answers;
  const { scope, choose, remember: rememberScope } = useScope(conversationId);
  // Wherever a question is asked from, it is asked of what the chip says.
  const tip = useRef<string | undefined>(undefined);
  const lastModel = useRef<ModelId | undefined>(undefined);
  const ask = useCallback<typeof askOf>(
    (question, model, place, options) => {
      prepareToDraw();
      const follows = place && !options?.questionId ? { parentId: tip.current } : {};
      askOf(question, model ?? lastModel.current, place, { scope, ...follows, ...options });
    },
    [askOf, scope],
  );
  const running = live.find(
    (each) =>
      each.state === 'running' &&
      (conversationId ? each.conversationId === conversationId : each.onNewPage),
  );
  const shownFailure = failed?.conversationId === conversationId ? failed : undefined;

  const runningKey = running?.key;
  const stopRunning = useCallback(() => {
    if (runningKey) stop(runningKey);
    field.current?.focus();
  }, [runningKey, stop]);
  useEscape(runningKey !== undefined, stopRunning);

  // A refused question goes back to where it was written, unless something new is there already.
  useEffect(() => {
    if (!shownFailure) return;
    if (shownFailure.givenBack && field.current?.value === '') setDraft(shownFailure.question);
    field.current?.focus();
  }, [shownFailure, setDraft]);

  const [own, opened] = useState<Omit<ConversationSummary, 'updatedAt'>>();
  const busy = running !== undefined;
  const facts = useMemo(
    () => ({
      ...{ ...answers, ...waiting, ask, slug, assistant, linkHosts, opened },
      ...{ rememberScope, tip, busy, supports },
    }),
    [answers, waiting, ask, slug, assistant, linkHosts, rememberScope, busy, supports],
  );
  const shown =
    own?.id === conversationId
      ? own
      : conversations.conversations.find((each) => each.id === conversationId);
  const title =
    live.findLast((each) => each.conversationId === conversationId && conversationId)?.title ??
    shown?.title;
  const latest = live.at(-1);
  const endsAt = shown?.endsAt;
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
          <ConversationList page={conversations} />
        </aside>
        <div className="flex min-w-0 flex-1 flex-col">
          {conversationId && <h1 className="sr-only">{title ?? 'Conversation'}</h1>}
          <div
            className={cn(
              'flex h-12 shrink-0 items-center gap-1 border-line border-b px-2 sm:px-4 xl:hidden',
              source && 'xl:flex 2xl:hidden',
            )}
          >
            <LateSheet
              open={listOpen}
              onOpenChange={setListOpen}
              title="Conversations"
              side="left"
              size="sm"
              trigger={
                <Button variant="ghost" size="icon-sm" aria-label="Conversations">
                  <History aria-hidden />
                </Button>
              }
            >
              <ConversationList page={conversations} onNavigate={() => setListOpen(false)} />
            </LateSheet>
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
                slug={slug}
                failed={shownFailure}
                onCheaper={(model) => {
                  const { question } = shownFailure;
                  if (draft.trim() === question) setDraft('');
                  ask(question, model, conversationId);
                }}
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
              model={model}
              onModel={setModel}
              scope={<ScopeChip slug={slug} folders={folders} scope={scope} onChoose={choose} />}
              running={running !== undefined}
              onAsk={(question) => {
                lastModel.current = model;
                setDraft('');
                ask(question, model, conversationId);
              }}
              onStop={stopRunning}
            />
            <div className="flex flex-wrap items-center justify-center gap-x-3 pt-1.5">
              <p id="question-keys" className="text-center text-ink-faint text-xs">
                <span className="touch:hidden">Enter sends, Shift+Enter begins a new line. </span>
                Check what matters against its source.
              </p>
              <Meter
                slug={slug}
                answers={live.filter((each) => each.state !== 'running').length}
                model={model}
              />
            </div>
          </div>
        </div>
        {source && <SourcePane slug={slug} place={source} onClose={close} />}
        {latest && <SpokenAnswer key={latest.key} answer={latest} />}
        <p aria-live="polite" className="sr-only">
          {announcement(latest)}
        </p>
      </PageFill>
    </ChatContext>
  );
}

/** The newest answer's progress, for those who do not see it. */
function announcement(last: LiveAnswer | undefined): string {
  if (!last) return '';
  switch (last.state) {
    case 'running':
      if (last.lost) return 'The connection was lost. Trying to reach the answer again.';
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
