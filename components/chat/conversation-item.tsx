'use client';

import { Ellipsis, FileDown, FileText, LifeBuoy, Pencil, Trash2 } from 'lucide-react';
import Link, { useLinkStatus } from 'next/link';
import { useRouter } from 'next/navigation';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { removeSoon } from '@/components/removal/pending-removals';
import { EndsMark } from '@/components/retention/ends-notice';
import { cn } from '@/components/ui/cn';
import { Input } from '@/components/ui/input';
import { LateMenu } from '@/components/ui/late-menu';
import { Spinner } from '@/components/ui/spinner';
import { useName } from '@/components/ui/use-name';
import { deleteConversationAction, renameConversationAction } from '@/lib/chat/actions';
import { TITLE_LIMIT } from '@/lib/chat/facts';
import type { ConversationSummary } from '@/lib/chat/schema';
import { useChat } from './chat-context';
import { DeferredMark } from './deferred-mark';
import { saveConversation } from './export/save-conversation';

interface ConversationItemProps {
  conversation: ConversationSummary;
  active: boolean;
  onNavigate?: () => void;
}

export function ConversationItem({ conversation, active, onNavigate }: ConversationItemProps) {
  const { slug, waiting, tip, supports } = useChat();
  const router = useRouter();
  const { id } = conversation;
  const [title, saveTitle] = useName('The conversation', conversation.title, async (next) => {
    const result = await renameConversationAction(slug, { conversationId: id, title: next });
    router.refresh();
    return result;
  });
  const [renaming, setRenaming] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);

  const rename = (next: string) => {
    setRenaming(false);
    requestAnimationFrame(() => trigger.current?.focus());
    void saveTitle(next);
  };
  // Of the one that is read, the branch that is read.
  const save = (format: 'md' | 'pdf') =>
    saveConversation(slug, id, { format, tip: active ? tip.current : undefined });
  const remove = () => {
    const run = async () => {
      const result = await deleteConversationAction(slug, { conversationId: id });
      router.refresh();
      return result.ok ? undefined : result.error.message;
    };
    removeSoon({ slug, id, said: 'Conversation deleted', run });
    if (active) router.push(`/t/${slug}`);
  };

  if (renaming) return <RenameField title={title} onDone={rename} />;
  return (
    <li
      className={cn(
        'group relative flex items-center rounded-md hover:bg-ink/5 has-[[data-state=open]]:bg-ink/5',
        active && 'bg-ink/7',
      )}
    >
      <Link
        href={`/t/${slug}/c/${id}`}
        // A long list would ask the server for every conversation in sight.
        prefetch={false}
        onClick={onNavigate}
        aria-current={active ? 'page' : undefined}
        className={cn(
          'flex min-h-8 min-w-0 flex-1 items-center gap-2 rounded-md py-1 pr-2.5 pl-2.5 text-[0.8125rem] group-hover:pr-9 group-has-[:focus-visible]:pr-9 text-ink-soft touch:min-h-11 touch:pr-12 touch:text-sm',
          active && 'font-medium text-ink',
        )}
      >
        <span className="truncate" title={title}>
          {title}
        </span>
        <DeferredMark deferred={waiting.filter((each) => each.conversationId === id)} />
        {conversation.endsAt && <EndsMark endsAt={conversation.endsAt} />}
        <Pending />
      </Link>
      <LateMenu
        trigger={
          <button
            ref={trigger}
            type="button"
            aria-label={`Options of ${title}`}
            className="absolute right-1 flex size-7 items-center justify-center rounded-sm text-ink-faint opacity-0 hover:bg-ink/7 hover:text-ink focus-visible:opacity-100 group-hover:opacity-100 data-[state=open]:opacity-100 touch:size-10 touch:opacity-100"
          >
            <Ellipsis aria-hidden className="size-4" />
          </button>
        }
      >
        {({ MenuItem }) => (
          <>
            <MenuItem
              icon={<Pencil aria-hidden />}
              onSelect={() => setTimeout(() => setRenaming(true))}
            >
              Rename
            </MenuItem>
            <MenuItem icon={<FileText aria-hidden />} onSelect={() => save('md')}>
              Save as Markdown
            </MenuItem>
            <MenuItem icon={<FileDown aria-hidden />} onSelect={() => save('pdf')}>
              Save as PDF
            </MenuItem>
            {supports && (
              <MenuItem
                icon={<LifeBuoy aria-hidden />}
                onSelect={() => router.push(`/t/${slug}/support?conversation=${id}`)}
              >
                Let support read
              </MenuItem>
            )}
            <MenuItem icon={<Trash2 aria-hidden />} tone="danger" onSelect={remove}>
              Delete
            </MenuItem>
          </>
        )}
      </LateMenu>
    </li>
  );
}

function Pending() {
  const { pending } = useLinkStatus();
  return pending ? <Spinner className="size-3.5" /> : null;
}

function RenameField({ title, onDone }: { title: string; onDone: (title: string) => void }) {
  const [text, setText] = useState(title);
  const field = useRef<HTMLInputElement>(null);
  const done = useRef(false);
  useEffect(() => field.current?.select(), []);
  // Enter also makes the field lose the focus.
  const finish = (next: string) => {
    if (!done.current) onDone(next);
    done.current = true;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') finish(text.trim());
    if (event.key === 'Escape') finish(title);
  };
  return (
    <li className="px-1 py-0.5">
      <Input
        ref={field}
        aria-label="Name of the conversation"
        value={text}
        maxLength={TITLE_LIMIT}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={() => finish(text.trim())}
        className="h-8 px-2 text-[0.8125rem]"
      />
    </li>
  );
}
