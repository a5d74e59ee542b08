'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { setReadingAction } from '@/lib/chat-reading/actions';
import type { ChatReading } from '@/lib/chat-reading/schema';

interface ReadingCardProps {
  slug: string;
  reading: ChatReading;
  decides: boolean;
}

/** Whether administrators may read chats: owners decide, everybody is told. */
export function ReadingCard({ slug, reading, decides }: ReadingCardProps) {
  const router = useRouter();
  const { adminsRead, since } = reading;
  const set = async (next: boolean) => {
    const result = await setReadingAction(slug, { adminsRead: next });
    if (!result.ok) return result.error.message;
    toast.success(next ? 'Administrators may read chats from now on' : 'Chats are private');
    router.refresh();
    return undefined;
  };
  return (
    <Card
      title="Who reads chats"
      description="Every member is told above their chats. Each reading is in the audit log."
      className="mb-6"
    >
      <p className="mb-4 text-pretty text-sm leading-relaxed">
        {since ? (
          <>
            Owners and administrators may read what members write since <Time value={since} />.{' '}
            <Link href={`/t/${slug}/conversations`} className="text-accent-text underline">
              Read conversations
            </Link>
          </>
        ) : (
          'Nobody but its writer reads a chat; owners and administrators cannot either.'
        )}
      </p>
      {!decides && (
        <p className="text-ink-faint text-xs">An owner of the workspace decides this.</p>
      )}
      {decides && adminsRead && (
        <ConfirmDialog
          trigger={<Button>Make chats private</Button>}
          tone="primary"
          title="Make chats private again?"
          description="At once, nobody but its writer reads a chat any more. Members are told."
          confirmLabel="Make private"
          onConfirm={() => set(false)}
        />
      )}
      {decides && !adminsRead && (
        <ConfirmDialog
          trigger={<Button>Let administrators read chats</Button>}
          title="Let administrators read chats?"
          description="Owners and administrators can then read what members write from now on; what was written before stays private. Members are told at once, above their chats."
          confirmLabel="Let them read"
          onConfirm={() => set(true)}
        />
      )}
    </Card>
  );
}
