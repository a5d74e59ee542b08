'use client';

import { useActionState } from 'react';
import { Button } from '@/components/ui/button';
import { acceptInvitationAction } from '@/lib/identity/actions';
import { FailureAlert } from '../../failure-alert';

export function JoinForm({ link }: { link: string }) {
  const [failure, act, pending] = useActionState(acceptInvitationAction, undefined);
  return (
    <form action={act} className="space-y-4">
      {failure && !pending && <FailureAlert title="That did not work" failure={failure} />}
      <input type="hidden" name="link" value={link} />
      <Button type="submit" variant="primary" className="w-full" loading={pending}>
        Accept
      </Button>
    </form>
  );
}
