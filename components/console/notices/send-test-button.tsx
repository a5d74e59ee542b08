'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import { sendTestNoticeAction } from '@/lib/notify/actions';

export function SendTestButton() {
  const router = useRouter();
  const [sending, setSending] = useState(false);
  const send = async () => {
    setSending(true);
    const result = await sendTestNoticeAction().finally(() => setSending(false));
    if (!result.ok) return toast.error(result.error.message);
    toast.success('A test is on its way to every address.');
    router.refresh();
  };
  return (
    <Button size="sm" loading={sending} onClick={send}>
      Send a test
    </Button>
  );
}
