'use client';

import { CornerDownRight } from 'lucide-react';
import { useWhy } from './use-why';

interface FollowUpsProps {
  slug: string;
  messageId: string;
  onAsk: (question: string) => void;
}

/** Questions that passages found for this answer and not cited in it would answer. A press asks. */
export function FollowUps({ slug, messageId, onAsk }: FollowUpsProps) {
  const { data } = useWhy(slug, messageId);
  if (!data || data.followUps.length === 0) return null;
  return (
    <section aria-label="What to ask next" className="mt-2 sm:pl-9">
      <ul className="flex flex-col items-start gap-1.5">
        {data.followUps.map((question) => (
          <li key={question} className="max-w-full">
            <button
              type="button"
              onClick={() => onAsk(question)}
              className="flex max-w-full items-start gap-2 rounded-lg border border-line px-3 py-1.5 text-left text-[0.8125rem] text-ink-soft hover:bg-ink/5 hover:text-ink touch:min-h-11"
            >
              <CornerDownRight aria-hidden className="mt-0.5 size-3.5 shrink-0" />
              <span className="min-w-0 [overflow-wrap:anywhere]">{question}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
