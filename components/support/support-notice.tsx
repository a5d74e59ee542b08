'use client';

import { LifeBuoy } from 'lucide-react';
import { useParams } from 'next/navigation';
import { Time } from '@/components/ui/time';
import type { SupportGrantView } from '@/lib/support-access/schema';
import { KIND_WORDS, readWords } from './grant-words';
import { RevokeButton } from './revoke-button';

interface SupportNoticeProps {
  slug: string;
  /** In force, on any conversation of the person. */
  grants: readonly SupportGrantView[];
}

/** Above a chat that somebody of the platform may read now. */
export function SupportNotice({ slug, grants }: SupportNoticeProps) {
  const { conversationId } = useParams<{ conversationId?: string }>();
  return <SupportBanner slug={slug} grants={grants.filter(isOn(conversationId))} />;
}

/** The same for one conversation. */
export function SupportBanner({ slug, grants }: SupportNoticeProps) {
  if (grants.length === 0) return null;
  return (
    <ul aria-label="Support access" className="border-line border-b bg-warn-soft">
      {grants.map((grant) => (
        <li
          key={grant.id}
          className="flex flex-wrap items-center justify-center gap-x-3 gap-y-1 px-4 py-1.5 text-[0.8125rem]"
        >
          <LifeBuoy aria-hidden className="size-4 shrink-0 text-warn" />
          <span className="min-w-0 [overflow-wrap:anywhere]">
            {grant.operator?.name ?? 'An operator'} of the platform may read{' '}
            {grant.kind === 'trace' ? KIND_WORDS.trace.toLowerCase() : 'this conversation'} until{' '}
            <Time value={grant.expiresAt} mode="absolute" />. {readWords(grant.reads)}
            {grant.lastReadAt && (
              <>
                , last <Time value={grant.lastReadAt} />
              </>
            )}
            .
          </span>
          <RevokeButton
            slug={slug}
            id={grant.id}
            operator={grant.operator?.name ?? 'the operator'}
          />
        </li>
      ))}
    </ul>
  );
}

function isOn(conversationId: string | undefined) {
  return (grant: SupportGrantView) => grant.conversationId === conversationId;
}
