import type { Metadata } from 'next';
import { EmptyChat } from '@/components/chat/empty-chat';
import { Thread } from '@/components/chat/thread';
import { listDocuments } from '@/lib/documents/queries';
import { tenantPage } from '@/lib/http/page-context';
import { can } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'New chat' };

export default async function NewChatPage({ params }: { params: Promise<{ tenant: string }> }) {
  const ctx = await tenantPage((await params).tenant);
  const { documents, counts } = await listDocuments(ctx, { stage: 'indexed', limit: 3 });
  return (
    <Thread
      messages={[]}
      empty={
        <EmptyChat
          name={ctx.principal.name}
          documents={counts.indexed}
          examples={documents.map((document) => document.name.replace(/\.[^.]+$/, ''))}
          canUpload={can(ctx, 'documents:upload')}
        />
      }
    />
  );
}
