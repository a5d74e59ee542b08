'use client';

import { Crown } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import { makeOwnerAction } from '@/lib/people/actions';
import type { MemberView } from '@/lib/people/schema';

/** For owners: somebody else owns the workspace too. */
export function MakeOwner({ slug, member }: { slug: string; member: MemberView }) {
  const router = useRouter();
  const { id, name } = member;
  return (
    <ConfirmDialog
      trigger={
        <Button variant="ghost" size="icon-sm" aria-label={`Make ${name} an owner`}>
          <Crown aria-hidden />
        </Button>
      }
      title={`Make ${name} an owner?`}
      description="Owners change the plan, place legal holds, erase people and end the workspace. Nobody can take it from them again; they can step down."
      confirmLabel="Make an owner"
      onConfirm={async () => {
        const result = await makeOwnerAction(slug, { id });
        router.refresh();
        if (!result.ok) return result.error.message;
        toast.success(`${name} is an owner`);
        return undefined;
      }}
    />
  );
}
