import { ChevronRight } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { redirect } from 'next/navigation';
import { AuthCard } from '@/components/shell/auth-card';
import { Avatar } from '@/components/ui/avatar';
import { Badge } from '@/components/ui/badge';
import { currentPerson, sessionToken } from '@/lib/identity/current-session';
import type { PlatformRole } from '@/lib/tenancy/schema';
import { listMemberships } from '@/lib/tenancy/verify-session';

export const metadata: Metadata = { title: 'Workspaces' };

const AREAS: Record<PlatformRole, { href: string; name: string; role: string }> = {
  operator: { href: '/console', name: 'Operator console', role: 'Platform operator' },
  auditor: { href: '/console', name: 'Operator console', role: 'Platform auditor' },
  finance: { href: '/finance', name: 'Finance', role: 'Platform finance' },
};

/** Where people land after sign-in: straight on when there is one place to go, else a choice. */
export default async function WorkspacesPage() {
  const [token, person] = await Promise.all([sessionToken(), currentPerson()]);
  if (!token || !person) redirect('/sign-in');
  if (person.owesSecondFactor) redirect('/sign-in/second-factor');
  const memberships = await listMemberships(token);
  const area = person.platformRole && AREAS[person.platformRole];
  const [only] = memberships;
  if (area && memberships.length === 0) redirect(area.href);
  if (!area && only && memberships.length === 1) redirect(`/t/${only.slug}`);
  return (
    <AuthCard
      title={area || only ? 'Where to?' : 'No workspace yet'}
      description={
        area || only
          ? undefined
          : 'You belong to no workspace. Ask an administrator of your company to add you.'
      }
      footer={
        <p className="text-center">
          {person.email} ·{' '}
          <Link href="/sessions" className="text-accent-text underline underline-offset-4">
            Where you are signed in
          </Link>{' '}
          ·{' '}
          <Link href="/sign-out" className="text-accent-text underline underline-offset-4">
            Sign out
          </Link>
        </p>
      }
    >
      {(area || only) && (
        <ul className="-mx-3 space-y-1">
          {area && <Place href={area.href} name={area.name} role={area.role} />}
          {memberships.map(({ slug, name, role, suspended }) => (
            <Place
              key={slug}
              href={`/t/${slug}`}
              name={name}
              role={`${role.slice(0, 1).toUpperCase()}${role.slice(1)}`}
              paused={suspended}
            />
          ))}
        </ul>
      )}
    </AuthCard>
  );
}

function Place(props: { href: string; name: string; role: string; paused?: boolean }) {
  return (
    <li>
      <Link
        href={props.href}
        className="flex min-h-13 items-center gap-3 rounded-md px-3 py-2 hover:bg-ink/5"
      >
        <Avatar name={props.name} shape="square" />
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium text-sm">{props.name}</span>
          <span className="block truncate text-ink-faint text-xs">{props.role}</span>
        </span>
        {props.paused && <Badge tone="warn">Paused</Badge>}
        <ChevronRight aria-hidden className="size-4 shrink-0 text-ink-faint" />
      </Link>
    </li>
  );
}
