import { ShieldCheck } from 'lucide-react';
import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import { EmptyState } from '@/components/ui/empty-state';
import { Time } from '@/components/ui/time';
import { INJECTION_WORDS, type InjectionAttemptView } from '@/lib/untrusted/schema';

interface InjectionListProps {
  slug: string;
  attempts: readonly InjectionAttemptView[];
}

export function InjectionList({ slug, attempts }: InjectionListProps) {
  if (attempts.length === 0) {
    return (
      <EmptyState
        bare
        icon={<ShieldCheck aria-hidden />}
        title="Nothing was found"
        text="Documents are read when they are indexed, messages when they are sent."
      />
    );
  }
  return (
    <ul className="divide-y divide-line">
      {attempts.map((attempt) => (
        <li key={attempt.id} className="flex flex-wrap items-baseline gap-x-4 gap-y-1 px-5 py-3">
          <div className="min-w-0 flex-1 basis-64">
            <p className="truncate font-medium text-sm">
              <Origin slug={slug} attempt={attempt} />
            </p>
            <p className="text-[0.8125rem] text-ink-faint">
              {attempt.kinds.map((kind) => INJECTION_WORDS[kind]).join('. ')}.
            </p>
          </div>
          <Badge>{attempt.source === 'document' ? 'Document' : 'Message'}</Badge>
          <Time value={attempt.at} className="whitespace-nowrap text-[0.8125rem] text-ink-faint" />
        </li>
      ))}
    </ul>
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
