import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { PageBody } from '@/components/shell/page-body';
import { SupportBanner } from '@/components/support/support-notice';
import { ButtonLink } from '@/components/ui/button-link';
import { PageHeader } from '@/components/ui/page-header';
import { Time } from '@/components/ui/time';
import { readColleagueConversation } from '@/lib/chat-reading/queries';
import { orNotFound } from '@/lib/http/or-not-found';
import { tenantPage } from '@/lib/http/page-context';
import { readGrantsOn } from '@/lib/support-access/queries';
import { can } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'A colleague’s conversation' };

interface ConversationPageProps {
  params: Promise<{ tenant: string; id: string }>;
}

/** One conversation, to be read and not to be gone on with. */
export default async function ColleaguesConversationPage({ params }: ConversationPageProps) {
  const { tenant, id } = await params;
  const ctx = await tenantPage(tenant);
  if (!can(ctx, 'chats:oversee')) notFound();
  const messages = await orNotFound(readColleagueConversation(ctx, id));
  const grants = await readGrantsOn(ctx, id);
  return (
    <PageBody>
      <PageHeader
        breadcrumb={[
          { label: 'Data', href: `/t/${ctx.slug}/data` },
          { label: 'Conversations', href: `/t/${ctx.slug}/conversations` },
          { label: 'One of them' },
        ]}
        title="A colleague’s conversation"
        description="That you read this is in the audit log."
        actions={
          <ButtonLink size="sm" href={`/t/${ctx.slug}/support?conversation=${id}`}>
            Let support read
          </ButtonLink>
        }
      />
      {grants.length > 0 && (
        <div className="mb-4 overflow-clip rounded-lg">
          <SupportBanner slug={ctx.slug} grants={grants} />
        </div>
      )}
      <ol className="space-y-4">
        {messages.map((message) => (
          <li
            key={message.id}
            className="rounded-lg border border-line bg-surface px-4 py-3 shadow-card"
          >
            <p className="mb-1 text-ink-faint text-xs">
              {message.author === 'user' ? 'Question' : 'Answer'},{' '}
              <Time value={message.createdAt} />
            </p>
            <p className="whitespace-pre-wrap break-words text-sm leading-relaxed">
              {message.text}
            </p>
          </li>
        ))}
      </ol>
    </PageBody>
  );
}
