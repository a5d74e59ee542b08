'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import { takeBackLeaveAction } from '@/lib/leaving/actions';

/** For owners: the workspace stays. */
export function TakeBackButton({ slug }: { slug: string }) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const takeBack = async () => {
    setBusy(true);
    const result = await takeBackLeaveAction(slug).finally(() => setBusy(false));
    if (result.ok) toast.success('The workspace stays.');
    else
      toast.error('It could not be taken back', {
        description:
          result.error.code === 'not_found'
            ? 'Somebody took it back already.'
            : result.error.message,
      });
    router.refresh();
  };
  return (
    <Button size="sm" loading={busy} onClick={takeBack}>
      Keep the workspace
    </Button>
  );
}
