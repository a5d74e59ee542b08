'use client';

import { useRouter } from 'next/navigation';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { toast } from '@/components/ui/toast';
import { setMembersGrantAction } from '@/lib/support-access/actions';

interface MembersGrantCardProps {
  slug: string;
  membersGrant: boolean;
  decides: boolean;
}

/** Whether members let support read what is their own: owners decide. */
export function MembersGrantCard({ slug, membersGrant, decides }: MembersGrantCardProps) {
  const router = useRouter();
  const set = async () => {
    const result = await setMembersGrantAction(slug, { membersGrant: !membersGrant });
    if (!result.ok) return result.error.message;
    toast.success(membersGrant ? 'Members grant nothing any more' : 'Members may grant their own');
    router.refresh();
    return undefined;
  };
  return (
    <Card title="Who grants" className="mb-6">
      <p className="mb-4 text-pretty text-sm leading-relaxed">
        {membersGrant
          ? 'Members may let support read conversations of their own.'
          : 'Members cannot let support read anything.'}{' '}
        Owners and administrators may grant their own, and colleagues’ conversations as far as they
        may read those themselves.
      </p>
      {!decides && (
        <p className="text-ink-faint text-xs">An owner of the workspace decides this.</p>
      )}
      {decides && (
        <ConfirmDialog
          trigger={<Button>{membersGrant ? 'Stop members' : 'Let members grant'}</Button>}
          tone={membersGrant ? 'danger' : 'primary'}
          title={membersGrant ? 'Stop members from granting?' : 'Let members grant?'}
          description={
            membersGrant
              ? 'What members granted ends at once.'
              : 'Each member can then let a named operator read one own conversation for a day at most. You see each grant here and can revoke it.'
          }
          confirmLabel={membersGrant ? 'Stop members' : 'Let members grant'}
          onConfirm={set}
        />
      )}
    </Card>
  );
}
