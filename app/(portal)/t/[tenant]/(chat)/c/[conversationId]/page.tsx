import type { Metadata } from 'next';
import { cache } from 'react';
import { Thread } from '@/components/chat/thread';
import { readConversation } from '@/lib/chat/queries';
import { orNotFound } from '@/lib/http/or-not-found';
import { tenantPage } from '@/lib/http/page-context';

interface ConversationPageProps {
  params: Promise<{ tenant: string; conversationId: string }>;
}

const read = cache(async (tenant: string, conversationId: string) =>
  orNotFound(readConversation(await tenantPage(tenant), conversationId)),
);

export async function generateMetadata({ params }: ConversationPageProps): Promise<Metadata> {
  const { tenant, conversationId } = await params;
  return { title: (await read(tenant, conversationId)).title };
}

export default async function ConversationPage({ params }: ConversationPageProps) {
  const { tenant, conversationId } = await params;
  const { messages, deferred } = await read(tenant, conversationId);
  return (
    <Thread
      key={conversationId}
      conversationId={conversationId}
      messages={messages}
      deferred={deferred}
      empty={<p className="text-ink-soft text-sm">This conversation has no messages.</p>}
    />
  );
}
