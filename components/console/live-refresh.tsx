'use client';

import { Pause, Play } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { Button } from '@/components/ui/button';

const EVERY_MS = 15_000;

/** Reads the page's data again while it is looked at; the reader may stop that. */
export function LiveRefresh() {
  const router = useRouter();
  const [live, setLive] = useState(true);
  useEffect(() => {
    if (!live) return;
    const refresh = () => {
      const asked = document.querySelector('[role=alertdialog], [role=dialog]');
      if (document.visibilityState === 'visible' && !asked) router.refresh();
    };
    const timer = setInterval(refresh, EVERY_MS);
    document.addEventListener('visibilitychange', refresh);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', refresh);
    };
  }, [live, router]);
  return (
    <Button
      size="sm"
      variant="ghost"
      aria-pressed={live}
      title={live ? 'Refreshes every 15 seconds' : 'Does not refresh by itself'}
      onClick={() => setLive(!live)}
    >
      {live ? <Pause aria-hidden /> : <Play aria-hidden />}
      {live ? 'Live' : 'Paused'}
    </Button>
  );
}
