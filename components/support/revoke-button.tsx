'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import { revokeSupportAction } from '@/lib/support-access/actions';

interface RevokeButtonProps {
  slug: string;
  id: string;
  /** Whose access it is, for those who hear the button alone. */
  operator: string;
}

/** Ends a grant at once. */
export function RevokeButton({ slug, id, operator }: RevokeButtonProps) {
  const router = useRouter();
  const [running, setRunning] = useState(false);
  const revoke = async () => {
    setRunning(true);
    const result = await revokeSupportAction(slug, { id }).finally(() => setRunning(false));
    if (result.ok) toast.success('Support access was revoked.');
    else if (result.error.code === 'not_found') toast.info('It had ended already.');
    else toast.error('It could not be revoked', { description: result.error.message });
    router.refresh();
  };
  return (
    <Button
      size="sm"
      variant="danger"
      loading={running}
      onClick={revoke}
      aria-label={`Revoke ${operator}’s access`}
    >
      Revoke
    </Button>
  );
}
