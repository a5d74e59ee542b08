import type { Metadata } from 'next';
import { cache } from 'react';
import { Thread } from '@/components/chat/thread';
import { readConversation } from '@/lib/chat/queries';
import { listRunning } from '@/lib/chat/running/list-running';
import { orNotFound } from '@/lib/http/or-not-found';
import { tenantPage } from '@/lib/http/page-context';

interface ConversationPageProps {
  params: Promise<{ tenant: string; conversationId: string }>;
}

const read = cache(async (tenant: string, conversationId: string) => {
  const ctx = await tenantPage(tenant);
  // Before what is stored, so that an answer which ends in between is in one of them.
  const running = await orNotFound(listRunning(ctx, conversationId));
  return { ...(await orNotFound(readConversation(ctx, conversationId))), running };
});

export async function generateMetadata({ params }: ConversationPageProps): Promise<Metadata> {
  const { tenant, conversationId } = await params;
  return { title: (await read(tenant, conversationId)).title };
}

export default async function ConversationPage({ params }: ConversationPageProps) {
  const { tenant, conversationId } = await params;
  const opened = await read(tenant, conversationId);
  const { messages, deferred, running } = opened;
  return (
    <Thread
      key={conversationId}
      conversationId={conversationId}
      title={opened.title}
      endsAt={opened.endsAt}
      messages={messages}
      deferred={deferred}
      running={running}
      empty={<p className="text-ink-soft text-sm">This conversation has no messages.</p>}
    />
  );
}
