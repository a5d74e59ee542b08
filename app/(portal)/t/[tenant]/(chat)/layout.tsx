import type { ReactNode } from 'react';
import { ChatFrame } from '@/components/chat/chat-frame';
import { ReadingNotice } from '@/components/chat-reading/reading-notice';
import { SupportNotice } from '@/components/support/support-notice';
import { CONVERSATIONS_SHOWN } from '@/lib/chat/facts';
import { pageConversations } from '@/lib/chat/page-conversations';
import { readChatReading } from '@/lib/chat-reading/read-setting';
import { listDeferred } from '@/lib/deferred/queries';
import { listFolders } from '@/lib/documents/folders/queries';
import { tenantPage } from '@/lib/http/page-context';
import { readPersona } from '@/lib/persona/persona';
import { readSupportNotice } from '@/lib/support-access/queries';
import { policyOf } from '@/lib/tenancy/policy';
import { ownModels } from '@/lib/tools/own-models';

interface ChatLayoutProps {
  params: Promise<{ tenant: string }>;
  children: ReactNode;
}

export default async function ChatLayout({ params, children }: ChatLayoutProps) {
  const ctx = await tenantPage((await params).tenant);
  const [conversations, policy, deferred, folders, reading, support, persona] = await Promise.all([
    pageConversations(ctx, { limit: CONVERSATIONS_SHOWN }),
    policyOf(ctx),
    listDeferred(ctx),
    listFolders(ctx),
    readChatReading(ctx),
    readSupportNotice(ctx),
    readPersona(ctx),
  ]);
  return (
    <ChatFrame
      slug={ctx.slug}
      userId={ctx.principal.id}
      conversations={conversations}
      assistant={persona.setup.name}
      linkHosts={persona.rules.linkHosts}
      models={ownModels(policy.models, persona.setup.models)}
      folders={folders.map(({ id, name }) => ({ id, name }))}
      deferred={deferred}
      supports={support.may}
    >
      <ReadingNotice reading={reading} />
      <SupportNotice slug={ctx.slug} grants={support.grants} />
      {children}
    </ChatFrame>
  );
}
