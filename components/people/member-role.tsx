'use client';

import { useRouter } from 'next/navigation';
import { ROLE_LABEL } from '@/components/portal/role-label';
import { Select } from '@/components/ui/select';
import { toast } from '@/components/ui/toast';
import { changeRoleAction } from '@/lib/people/actions';
import type { MemberView } from '@/lib/people/schema';

function RoleSelect({ slug, member }: { slug: string; member: MemberView }) {
  const router = useRouter();
  const change = async (value: string) => {
    const role = value === 'admin' ? 'admin' : 'member';
    const result = await changeRoleAction(slug, { id: member.id, role });
    if (result.ok) toast.success(`${member.name} is ${role === 'admin' ? 'an admin' : 'a member'}`);
    else toast.error('The role was not changed', { description: result.error.message });
    router.refresh();
  };
  return (
    <Select
      size="sm"
      aria-label={`Role of ${member.name}`}
      className="w-28"
      value={member.role}
      onValueChange={change}
      options={[
        { value: 'admin', label: ROLE_LABEL.admin },
        { value: 'member', label: ROLE_LABEL.member },
      ]}
    />
  );
}

interface MemberRoleProps {
  slug: string;
  member: MemberView;
  changesRoles: boolean;
}

/** The role, to choose where the reader may. */
export function MemberRole({ slug, member, changesRoles }: MemberRoleProps) {
  return member.manageable && changesRoles ? (
    <RoleSelect slug={slug} member={member} />
  ) : (
    ROLE_LABEL[member.role]
  );
}
