'use client';

import { Time } from '@/components/ui/time';
import type { MemberView } from '@/lib/people/schema';
import type { NamedLink } from './link-dialog';
import { MemberActions } from './member-actions';
import { MemberName } from './member-name';
import { MemberRole } from './member-role';

export interface MembersProps {
  slug: string;
  members: readonly MemberView[];
  /** Owners alone make and unmake admins, and erase people. */
  changesRoles: boolean;
  onLink: (link: NamedLink) => void;
}

/** The list of people where there is no room for columns. */
export function MemberCards({ slug, members, changesRoles, onLink }: MembersProps) {
  return (
    <ul
      aria-label="People"
      className="divide-y divide-line rounded-lg border border-line bg-surface shadow-card"
    >
      {members.map((member) => (
        <li key={member.id} className="space-y-2 px-4 py-3 text-sm">
          <MemberName member={member} />
          <div className="flex flex-wrap items-center justify-between gap-2 pl-11">
            <div className="flex items-center gap-3">
              <MemberRole slug={slug} member={member} changesRoles={changesRoles} />
              <Time value={member.joinedAt} mode="date" className="text-ink-faint text-xs" />
            </div>
            {member.manageable && (
              <MemberActions slug={slug} member={member} erases={changesRoles} onLink={onLink} />
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
