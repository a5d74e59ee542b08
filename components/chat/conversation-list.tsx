'use client';

import { Plus } from 'lucide-react';
import { useParams } from 'next/navigation';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { usePendingRemovals } from '@/components/removal/pending-removals';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { SearchInput } from '@/components/ui/search-input';
import { useGrowing } from '@/components/ui/use-growing';
import { useMounted } from '@/components/ui/use-mounted';
import type { ConversationPage } from '@/lib/chat/schema';
import { SEARCH_LIMIT } from '@/lib/conversation-search/facts';
import { useChat } from './chat-context';
import { ConversationItem } from './conversation-item';
import { groupByDay } from './group-by-day';
import { SearchHits } from './search/search-hits';
import { useConversationSearch } from './search/use-conversation-search';
import { SEARCH_FIELD } from './search/use-search-key';
import { useOlder } from './use-older';

/** Drawn at once, of the many that somebody has. */
const SLICE = 40;

/** The person's conversations by day, newest first, with those that this tab has just begun. */
export function ConversationList({
  page,
  onNavigate,
}: {
  /** The newest ones. */
  page: ConversationPage;
  onNavigate?: () => void;
}) {
  const { slug, live } = useChat();
  const { conversations, more, failed } = useOlder(slug, page);
  const [words, setWords] = useState('');
  const [entered, setEntered] = useState(false);
  const list = useRef<HTMLElement>(null);
  const search = useConversationSearch(slug, words, entered);
  const mounted = useMounted();
  const removals = usePendingRemovals();
  const { conversationId } = useParams<{ conversationId?: string }>();
  const open = conversations.findIndex(({ id }) => id === conversationId);
  const loaded = conversations.length + live.length;
  const all = loaded + (more ? SLICE : 0);
  const { shown, end } = useGrowing(all, SLICE, open + 1);
  const lacks = shown > loaded && !failed;
  useEffect(() => {
    if (lacks) more?.();
  }, [lacks, more]);
  const groups = useMemo(() => {
    const known = new Set(conversations.map((each) => each.id));
    const begun = live
      .filter((each) => each.conversationId && !known.has(each.conversationId))
      .map((each) => ({
        id: each.conversationId ?? '',
        title: each.title,
        updatedAt: new Date().toISOString(),
      }))
      .filter((each, index, all) => all.findIndex((one) => one.id === each.id) === index);
    // The server does not know the reader's zone: until the browser does, days are UTC's.
    const drawn = [...begun.reverse(), ...conversations]
      .filter(({ id }) => !removals.has(id))
      .slice(0, shown);
    return groupByDay(drawn, new Date(), mounted ? undefined : 'UTC');
  }, [conversations, live, mounted, removals, shown]);
  const searching = words.trim() !== '';
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') setWords('');
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    list.current?.querySelector('a')?.focus();
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="p-3">
        <ButtonLink href={`/t/${slug}`} className="w-full" onClick={onNavigate}>
          <Plus aria-hidden /> New chat
        </ButtonLink>
      </div>
      <SearchInput
        {...SEARCH_FIELD}
        label="Search your conversations"
        placeholder="Search (press /)"
        value={words}
        maxLength={SEARCH_LIMIT}
        onValueChange={setWords}
        onFocus={() => setEntered(true)}
        onKeyDown={onKeyDown}
        className="mx-3 mb-3"
      />
      <nav
        ref={list}
        aria-label="Conversations"
        className="min-h-0 flex-1 overflow-y-auto px-2 pb-4"
      >
        {searching && (
          <SearchHits
            slug={slug}
            found={search.data}
            error={search.error}
            onNavigate={onNavigate}
          />
        )}
        {!searching && groups.length === 0 && (
          <p className="px-2.5 py-2 text-[0.8125rem] text-ink-faint">
            Your conversations will be listed here.
          </p>
        )}
        {(searching ? [] : groups).map((group) => (
          <div key={group.label} className="mb-4">
            <h2 className="px-2.5 pb-1 font-medium text-ink-faint text-xs">{group.label}</h2>
            <ul className="space-y-px">
              {group.conversations.map((each) => (
                <ConversationItem
                  key={each.id}
                  conversation={each}
                  active={each.id === conversationId}
                  onNavigate={onNavigate}
                />
              ))}
            </ul>
          </div>
        ))}
        {!searching && more && failed && (
          <Button variant="link" size="sm" className="px-2.5" onClick={more}>
            Older ones could not be loaded. Try again
          </Button>
        )}
        {!searching && shown < all && <div ref={end} aria-hidden className="h-8" />}
      </nav>
    </div>
  );
}
