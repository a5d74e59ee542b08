'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import { sendAgainAction } from '@/lib/notifications/actions';

export function SendAgainButton({ slug, id, kind }: { slug: string; id: string; kind: string }) {
  const router = useRouter();
  const [sending, setSending] = useState(false);
  const send = async () => {
    setSending(true);
    const result = await sendAgainAction(slug, { id }).finally(() => setSending(false));
    if (!result.ok) return toast.error(result.error.message);
    toast.success('It is on its way again, with the same id.');
    router.refresh();
  };
  return (
    <Button size="sm" loading={sending} onClick={send} aria-label={`Send again: ${kind}`}>
      Send again
    </Button>
  );
}
