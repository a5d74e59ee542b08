'use client';

import Link from 'next/link';
import { RefusedError } from '@/components/documents/read-json';
import { formatCount } from '@/components/ui/format';
import { Skeleton, SkeletonGroup } from '@/components/ui/skeleton';
import { Time } from '@/components/ui/time';
import { MOST_HITS } from '@/lib/conversation-search/facts';
import type { ConversationHit, ConversationHits } from '@/lib/conversation-search/schema';
import { answerHref } from '../deep-link/answer-href';
import { MarkedWords } from './marked-words';

interface SearchHitsProps {
  slug: string;
  found: ConversationHits | undefined;
  error: Error | null;
  onNavigate?: () => void;
}

/** Conversations with the words, each with the line where they stand. */
export function SearchHits({ slug, found, error, onNavigate }: SearchHitsProps) {
  if (error)
    return (
      <p role="alert" className="px-2.5 py-2 text-[0.8125rem] text-danger">
        {error instanceof RefusedError ? error.message : 'The server could not be reached.'} Change
        the words to try again.
      </p>
    );
  if (!found)
    return (
      <SkeletonGroup label="Searching" className="space-y-3 px-2.5 py-2">
        <Skeleton />
        <Skeleton className="w-2/3" />
      </SkeletonGroup>
    );
  const { hits, all, left } = found;
  return (
    <>
      <p role="status" className="px-2.5 pb-2 text-ink-faint text-xs">
        {hits.length === 0
          ? 'No conversation has these words. Whole words are searched for.'
          : `${hits.length === MOST_HITS ? 'The newest ' : ''}${formatCount(hits.length)} ${hits.length === 1 ? 'conversation' : 'conversations'}${all ? '' : ' with some of the words'}`}
        {left > 0 && ` Still looking through ${formatCount(left)} earlier messages…`}
      </p>
      <ul className="space-y-px">
        {hits.map((hit) => (
          <li key={hit.conversationId}>
            <Link
              href={hrefOf(slug, hit)}
              prefetch={false}
              onClick={onNavigate}
              className="block rounded-md px-2.5 py-1.5 text-[0.8125rem] hover:bg-ink/5 focus-visible:bg-ink/5"
            >
              <span className="block truncate font-medium">
                <MarkedWords {...hit.title} />
              </span>
              {hit.message && (
                <span className="line-clamp-2 text-ink-soft text-xs [overflow-wrap:anywhere]">
                  {hit.message.author === 'user' ? 'You: ' : ''}
                  <MarkedWords {...hit.message.snippet} />
                </span>
              )}
              <span className="block text-ink-faint text-xs">
                <Time value={hit.updatedAt} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

function hrefOf(slug: string, { conversationId, message }: ConversationHit): string {
  if (!message) return `/t/${slug}/c/${conversationId}`;
  return answerHref({ slug, conversationId, messageId: message.id });
}
