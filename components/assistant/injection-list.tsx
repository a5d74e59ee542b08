import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import { EntryList } from '@/components/ui/entry-list';
import { Time } from '@/components/ui/time';
import { INJECTION_WORDS, type InjectionAttemptView } from '@/lib/untrusted/schema';

interface InjectionListProps {
  slug: string;
  attempts: readonly InjectionAttemptView[];
}

export function InjectionList({ slug, attempts }: InjectionListProps) {
  return (
    <EntryList
      none={{
        title: 'Nothing was found',
        text: 'Documents are read when they are indexed, messages when they are sent.',
      }}
      entries={attempts.map((attempt) => ({
        id: attempt.id,
        title: <Origin slug={slug} attempt={attempt} />,
        note: `${attempt.kinds.map((kind) => INJECTION_WORDS[kind]).join('. ')}.`,
        aside: (
          <>
            <Badge>{attempt.source === 'document' ? 'Document' : 'Message'}</Badge>
            <Time
              value={attempt.at}
              className="whitespace-nowrap text-[0.8125rem] text-ink-faint"
            />
          </>
        ),
      }))}
    />
  );
}

/** Who wrote it; a message’s words stay with the person who wrote them. */
function Origin({ slug, attempt }: { slug: string; attempt: InjectionAttemptView }) {
  if (attempt.source === 'message') return <>{attempt.personName ?? 'A former member'}</>;
  if (!attempt.documentName) return <>A document that was removed</>;
  return (
    <Link
      href={`/t/${slug}/documents/${attempt.documentId}`}
      className="underline-offset-2 hover:underline"
    >
      {attempt.documentName}
    </Link>
  );
}
