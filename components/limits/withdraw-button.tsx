'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import { withdrawRequestAction } from '@/lib/quota-requests/actions';

export function WithdrawButton({ slug, id }: { slug: string; id: string }) {
  const router = useRouter();
  const [running, setRunning] = useState(false);
  const withdraw = async () => {
    setRunning(true);
    const result = await withdrawRequestAction(slug, { id }).finally(() => setRunning(false));
    if (result.ok) toast.success('The request was withdrawn.');
    else
      toast.error('The request could not be withdrawn', {
        description:
          result.error.code === 'not_found' ? 'It was answered meanwhile.' : result.error.message,
      });
    router.refresh();
  };
  return (
    <Button size="sm" loading={running} onClick={withdraw}>
      Withdraw
    </Button>
  );
}
