import { Avatar } from '@/components/ui/avatar';
import { Badge } from '@/components/ui/badge';
import type { MemberView } from '@/lib/people/schema';

export function MemberName({ member }: { member: MemberView }) {
  return (
    <div className="flex min-w-0 items-center gap-3">
      <Avatar name={member.name} />
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2 break-all font-medium">
          {member.name}
          {member.invited && <Badge tone="warn">Invited</Badge>}
          {member.keptUnderHold && <Badge>Removed, kept under a hold</Badge>}
        </p>
        {/* An invited person is known by the address alone, which is the name then. */}
        {member.email !== member.name && (
          <p className="break-all text-ink-faint text-xs">{member.email}</p>
        )}
      </div>
    </div>
  );
}
