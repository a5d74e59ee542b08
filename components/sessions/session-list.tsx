'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Time } from '@/components/ui/time';
import { endOtherSessionsAction, endSessionAction } from '@/lib/identity/actions';
import type { SessionView } from '@/lib/identity/schema';

/** Where the person is signed in, each ended by itself or all but this one together. */
export function SessionList({ sessions }: { sessions: readonly SessionView[] }) {
  const router = useRouter();
  const [said, setSaid] = useState('');
  const finish = (problem: string | undefined, done: string) => {
    setSaid(problem ? '' : done);
    router.refresh();
    return problem;
  };
  return (
    <div className="space-y-4">
      <ul aria-label="Sessions" className="divide-y divide-line border-line border-y">
        {sessions.map((session) => (
          <li key={session.id} className="flex flex-wrap items-center gap-x-3 gap-y-2 py-3 text-sm">
            <div className="min-w-0 flex-1 basis-48">
              <p className="font-medium">{session.device ?? 'Unknown device'}</p>
              <p className="text-[0.8125rem] text-ink-soft">
                Place unknown · last seen <Time value={session.seenAt} />
              </p>
              <p className="text-[0.8125rem] text-ink-soft">
                Signed in <Time value={session.signedInAt} mode="date" />, ends{' '}
                <Time value={session.endsAt} mode="date" />
              </p>
            </div>
            {session.current ? (
              <Badge>This device</Badge>
            ) : (
              <Button
                size="sm"
                aria-label={`End the session on ${session.device ?? 'an unknown device'}`}
                onClick={async () => {
                  const failure = await endSessionAction(session.id);
                  setSaid(failure?.message ?? 'The session is over.');
                  router.refresh();
                }}
              >
                End
              </Button>
            )}
          </li>
        ))}
      </ul>
      <p role="status" className="min-h-5 text-ink-soft text-sm">
        {said}
      </p>
      {sessions.length > 1 && (
        <ConfirmDialog
          trigger={<Button className="w-full">End all others</Button>}
          title="End all other sessions?"
          description="Every other device is signed out at once, also in the middle of an answer. This one stays."
          confirmLabel="End all others"
          onConfirm={async () =>
            finish((await endOtherSessionsAction())?.message, 'All other sessions are over.')
          }
        />
      )}
    </div>
  );
}
