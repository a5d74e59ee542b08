'use client';

import { useRouter } from 'next/navigation';
import { type ReactNode, useEffect, useState } from 'react';
import { Alert } from '@/components/ui/alert';
import type { SupportStands } from '@/lib/support-access/schema';

/** Milliseconds within which an open page hears that it is over. */
const EVERY_MS = 2_000;
/** Without an answer for longer nothing is shown. */
const PATIENCE_MS = 5_000;

type State = 'shown' | 'unsure' | 'over';

interface FollowGrantProps {
  tenantId: string;
  id: string;
  children: ReactNode;
}

/** What a grant shows, for as long as the server says that it stands. */
export function FollowGrant({ tenantId, id, children }: FollowGrantProps) {
  const router = useRouter();
  const [state, setState] = useState<State>('shown');
  useEffect(() => {
    let heard = performance.now();
    let stopped = false;
    const ask = async () => {
      // Also of a page that was out of sight, where browsers ask more seldom.
      if (performance.now() - heard > PATIENCE_MS) setState('unsure');
      const stands = await stillStands(`/api/console/support/${tenantId}/${id}`);
      if (stopped || stands === undefined) return;
      heard = performance.now();
      if (stands) return setState('shown');
      stopped = true;
      setState('over');
      // The browser keeps no page of it either.
      router.replace('/console/support?ended');
      router.refresh();
    };
    void ask();
    const timer = setInterval(ask, EVERY_MS);
    document.addEventListener('visibilitychange', ask);
    return () => {
      stopped = true;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', ask);
    };
  }, [tenantId, id, router]);
  if (state === 'shown') return children;
  return state === 'over' ? (
    <Alert kind="warn" title="Support access has ended" />
  ) : (
    <Alert
      kind="warn"
      title="The server cannot be reached"
      text="What was granted is shown again once the server says that you may still read it."
    />
  );
}

/** Undefined where the server could not be asked. */
async function stillStands(address: string): Promise<boolean | undefined> {
  try {
    const response = await fetch(address, {
      cache: 'no-store',
      signal: AbortSignal.timeout(EVERY_MS),
    });
    if (response.ok) return ((await response.json()) as SupportStands).stands;
    return response.status < 500 ? false : undefined;
  } catch {
    return undefined;
  }
}
