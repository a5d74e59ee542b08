import { Eye, Lock } from 'lucide-react';
import { Time } from '@/components/ui/time';
import type { ChatReading } from '@/lib/chat-reading/schema';

/** Above every chat: who else can read it. */
export function ReadingNotice({ reading }: { reading: ChatReading }) {
  if (reading.since)
    return (
      <p className="flex items-center justify-center gap-2 border-line border-b bg-warn-soft px-4 py-1.5 text-[0.8125rem]">
        <Eye aria-hidden className="size-4 shrink-0 text-warn" />
        <span>
          Administrators of your workspace may read what you write here, since{' '}
          <Time value={reading.since} mode="date" />. Each reading is recorded.
        </span>
      </p>
    );
  return (
    <p className="flex items-center justify-center gap-2 border-line border-b px-4 py-1.5 text-ink-faint text-xs">
      <Lock aria-hidden className="size-3.5 shrink-0" />
      Only you can read your chats; administrators cannot.
    </p>
  );
}
