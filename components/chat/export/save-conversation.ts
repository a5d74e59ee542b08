'use client';

import { toast } from '@/components/ui/toast';
import type { ConversationExport } from '@/lib/conversation-export/schema';

const NAMES = { md: 'Markdown', pdf: 'PDF' };

/** Downloads a conversation; says what goes on, and what to do when it fails. */
export async function saveConversation(
  slug: string,
  conversationId: string,
  { format, tip }: Pick<ConversationExport, 'format' | 'tip'>,
): Promise<void> {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const query = new URLSearchParams({ format, zone: timeZone, ...(tip && { tip }) });
  const id = `save ${conversationId} ${format}`;
  toast.loading(`Writing the ${NAMES[format]} file…`, { id });
  try {
    const response = await fetch(`/api/t/${slug}/conversations/${conversationId}/export?${query}`);
    if (!response.ok) {
      const { message, requestId } = await response.json();
      toast.error(`The ${NAMES[format]} file was not written`, {
        id,
        description: `${message}${requestId ? ` Request ${requestId}.` : ''}`,
      });
      return;
    }
    download(await response.blob(), nameIn(response.headers) ?? `conversation.${format}`);
    toast.success('The conversation was saved', { id });
  } catch {
    toast.error('The server could not be reached', { id, description: 'Try again in a moment.' });
  }
}

function download(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

function nameIn(headers: Headers): string | undefined {
  const encoded = /filename\*=UTF-8''([^;]+)/.exec(headers.get('content-disposition') ?? '')?.[1];
  return encoded && decodeURIComponent(encoded);
}
