import Link from 'next/link';
import { Card } from '@/components/ui/card';
import { formatCount } from '@/components/ui/format';
import { Time } from '@/components/ui/time';
import type { FeedbackSummary as Summary } from '@/lib/feedback/schema';
import { RATING_WORDS, reasonWords } from './reason-words';

/** How the workspace's answers were liked: counts of everybody's, and words of what the reader may read. */
export function FeedbackSummary({ slug, summary }: { slug: string; summary: Summary }) {
  const { counts, texts, days } = summary;
  return (
    <Card
      title="What people think of the answers"
      description={`Feedback of the last ${days} days. Counts are of everybody; words are shown of conversations that you may read.`}
      className="mb-6"
    >
      {counts.length === 0 ? (
        <p className="text-ink-soft text-sm">Nobody has given feedback on an answer yet.</p>
      ) : (
        <dl className="grid gap-x-8 gap-y-1 text-sm sm:grid-cols-2">
          {counts.map(({ rating, reason, answers }) => (
            <div
              key={`${rating} ${reason}`}
              className="flex items-baseline justify-between gap-4 border-line border-b py-1.5"
            >
              <dt>
                <span className="font-medium">{RATING_WORDS[rating]}</span>
                <span className="text-ink-soft">: {reasonWords(reason).toLowerCase()}</span>
              </dt>
              <dd className="tabular">{formatCount(answers)}</dd>
            </div>
          ))}
        </dl>
      )}
      {texts.length > 0 && (
        <ul className="mt-4 space-y-3">
          {texts.map(({ messageId, conversationId, own, rating, reason, text, at }) => (
            <li key={messageId} className="text-sm">
              <p className="text-ink-faint text-xs">
                {RATING_WORDS[rating]}
                {reason && `: ${reasonWords(reason).toLowerCase()}`} · <Time value={at} />
              </p>
              <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{text}</p>
              {own && (
                <Link
                  href={`/t/${slug}/c/${conversationId}?at=${messageId}#${messageId}`}
                  className="text-accent-text text-xs underline underline-offset-2"
                >
                  Open the answer
                </Link>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
