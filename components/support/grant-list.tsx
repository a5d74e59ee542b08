import { LifeBuoy } from 'lucide-react';
import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import { EmptyState } from '@/components/ui/empty-state';
import { Time } from '@/components/ui/time';
import type { SupportGrantView } from '@/lib/support-access/schema';
import { KIND_WORDS, readWords, stateOf } from './grant-words';
import { RevokeButton } from './revoke-button';

interface GrantListProps {
  slug: string;
  grants: readonly SupportGrantView[];
}

/** Who of the platform may read what, until when, and when it was read. */
export function GrantList({ slug, grants }: GrantListProps) {
  if (grants.length === 0)
    return (
      <EmptyState
        bare
        icon={<LifeBuoy />}
        title="Support reads nothing here"
        text="Nobody of the platform reads a sentence of this workspace unless it is granted here."
      />
    );
  return (
    <ul className="divide-y divide-line">
      {grants.map((grant) => (
        <GrantItem key={grant.id} slug={slug} grant={grant} />
      ))}
    </ul>
  );
}

function GrantItem({ slug, grant }: { slug: string; grant: SupportGrantView }) {
  const { tone, words } = stateOf(grant);
  const operator = grant.operator?.name ?? 'A former operator';
  return (
    <li className="flex flex-wrap items-start gap-x-6 gap-y-3 px-5 py-4">
      <div className="min-w-0 flex-1 basis-64 space-y-1 text-sm">
        <p className="flex flex-wrap items-center gap-2">
          <Badge tone={tone}>{words}</Badge>
          <span className="font-medium [overflow-wrap:anywhere]">{operator}</span>
          {grant.operator && (
            <span className="text-ink-faint text-xs [overflow-wrap:anywhere]">
              {grant.operator.email}
            </span>
          )}
        </p>
        <p className="[overflow-wrap:anywhere]">
          {KIND_WORDS[grant.kind]}: <Subject slug={slug} grant={grant} />
        </p>
        <p className="text-ink-soft">
          {readWords(grant.reads)}
          {grant.lastReadAt && (
            <>
              , last <Time value={grant.lastReadAt} />
            </>
          )}
        </p>
        <p className="text-ink-faint text-xs">
          Granted by {grant.grantedBy ?? 'somebody who left'} <Time value={grant.grantedAt} />
          {grant.endedAt ? (
            <>
              , ended <Time value={grant.endedAt} />
            </>
          ) : (
            <>
              , until <Time value={grant.expiresAt} mode="absolute" />
            </>
          )}
        </p>
      </div>
      {grant.inForce && <RevokeButton slug={slug} id={grant.id} operator={operator} />}
    </li>
  );
}

function Subject({ slug, grant }: { slug: string; grant: SupportGrantView }) {
  if (grant.end === 'removed') return 'deleted';
  if (!grant.own) return `of ${grant.person ?? 'somebody who left'}`;
  return (
    <Link
      href={`/t/${slug}/c/${grant.conversationId}`}
      prefetch={false}
      className="text-accent-text underline underline-offset-2"
    >
      {grant.title ?? 'One of your conversations'}
    </Link>
  );
}
