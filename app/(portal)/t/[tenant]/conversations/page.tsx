import { MessageSquareLock } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { PageBody } from '@/components/shell/page-body';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Time } from '@/components/ui/time';
import { listColleagueConversations } from '@/lib/chat-reading/queries';
import { readChatReading } from '@/lib/chat-reading/read-setting';
import { tenantPage } from '@/lib/http/page-context';
import { can } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Conversations' };

/** What administrators may read of their colleagues' chats; empty unless an owner allowed it. */
export default async function ConversationsPage({
  params,
}: {
  params: Promise<{ tenant: string }>;
}) {
  const ctx = await tenantPage((await params).tenant);
  if (!can(ctx, 'chats:oversee')) notFound();
  const [{ since }, conversations] = await Promise.all([
    readChatReading(ctx),
    listColleagueConversations(ctx),
  ]);
  return (
    <PageBody>
      <PageHeader
        breadcrumb={[{ label: 'Data', href: `/t/${ctx.slug}/data` }, { label: 'Conversations' }]}
        title="Conversations"
        description="Of everybody in the workspace, who are told that you may read them. Each that you open is recorded."
      />
      {conversations.length === 0 ? (
        <EmptyState
          icon={<MessageSquareLock />}
          title={since ? 'Nothing was written yet' : 'Chats are private'}
          text={
            since
              ? 'What your colleagues write from now on is listed here.'
              : 'Nobody but its writer reads a chat. An owner can change that on the page Data.'
          }
        />
      ) : (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface shadow-card">
          {conversations.map(({ id, person, title, updatedAt }) => (
            <li key={id} className="px-4 py-3">
              <Link
                href={`/t/${ctx.slug}/conversations/${id}`}
                prefetch={false}
                className="block break-words font-medium text-sm hover:text-accent-text hover:underline"
              >
                {title ?? 'Begun before reading was allowed'}
              </Link>
              <p className="text-ink-faint text-xs">
                {person}, <Time value={updatedAt} />
              </p>
            </li>
          ))}
        </ul>
      )}
    </PageBody>
  );
}
