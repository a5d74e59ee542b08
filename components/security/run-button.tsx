'use client';

import { ShieldCheck } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import { runSelfTestAction } from '@/lib/security/actions';

/** Attacks one canary tenant as the other; the first time makes them, which takes longer. */
export function RunButton() {
  const router = useRouter();
  const [running, setRunning] = useState(false);
  const run = async () => {
    setRunning(true);
    const result = await runSelfTestAction();
    setRunning(false);
    if (!result.ok) {
      toast.error('The self-test was not run', { description: result.error.message });
      return;
    }
    router.push(`/console/security?run=${result.value.id}`);
    router.refresh();
  };
  return (
    <Button variant="primary" loading={running} onClick={run}>
      <ShieldCheck aria-hidden /> {running ? 'Attacking the canaries' : 'Run self-test'}
    </Button>
  );
}
