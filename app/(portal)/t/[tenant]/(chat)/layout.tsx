import type { ReactNode } from 'react';
import { ChatFrame } from '@/components/chat/chat-frame';
import { listConversations } from '@/lib/chat/queries';
import { listDeferred } from '@/lib/deferred/queries';
import { tenantPage } from '@/lib/http/page-context';
import { policyOf } from '@/lib/tenancy/policy';

interface ChatLayoutProps {
  params: Promise<{ tenant: string }>;
  children: ReactNode;
}

export default async function ChatLayout({ params, children }: ChatLayoutProps) {
  const ctx = await tenantPage((await params).tenant);
  const [conversations, policy, deferred] = await Promise.all([
    listConversations(ctx),
    policyOf(ctx),
    listDeferred(ctx),
  ]);
  return (
    <ChatFrame
      slug={ctx.slug}
      userId={ctx.principal.id}
      conversations={conversations}
      models={policy.models}
      deferred={deferred}
    >
      {children}
    </ChatFrame>
  );
}
