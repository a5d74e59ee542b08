import {
  ArchiveRestore,
  Bell,
  BookOpenText,
  Bot,
  ChartColumn,
  Cpu,
  FileCheck2,
  FileText,
  Gauge,
  KeyRound,
  Layers,
  LifeBuoy,
  LogOut,
  Megaphone,
  MessageSquareText,
  MonitorSmartphone,
  ScrollText,
  ShieldCheck,
  SlidersHorizontal,
  Users,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { NoticeBanner } from '@/components/budgets/notice-banner';
import { UploadsHolder } from '@/components/documents/uploads-holder';
import { LeavingBanner } from '@/components/leaving/leaving-banner';
import { PaletteButton, PaletteHost } from '@/components/palette/palette-host';
import { PORTAL_SHORTCUTS } from '@/components/palette/shortcuts';
import { FinishRemovals } from '@/components/removal/finish-removals';
import { AppShell } from '@/components/shell/app-shell';
import { ContextSwitcher } from '@/components/shell/context-switcher';
import type { NavItem, NavSection } from '@/components/shell/nav-list';
import { ShellBanner } from '@/components/shell/shell-banner';
import { UserMenu } from '@/components/shell/user-menu';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import type { OwnContainment } from '@/lib/containment/schema';
import { signOutAction } from '@/lib/identity/actions';
import type { OwnIncidentNotice } from '@/lib/incidents/schema';
import type { TenantRole } from '@/lib/tenancy/schema';
import type { NoticeView } from '@/lib/usage/budgets/schema';
import { ContainedBanner } from './contained-banner';
import { IncidentBanner } from './incident-banner';
import { ROLE_LABEL } from './role-label';

interface PortalShellProps {
  slug: string;
  person: { id: string; name: string; email: string; role: TenantRole };
  workspaces: readonly { slug: string; name: string; role: TenantRole; suspended: boolean }[];
  localModel: boolean;
  /** Of budgets that reached a threshold, for those who manage them; unread. */
  notices: readonly NoticeView[];
  /** What holds the workspace back for a while, for those who administer it. */
  contained: readonly OwnContainment[];
  /** What the platform told the workspace lately. */
  incident: OwnIncidentNotice | undefined;
  /** How the workspace ends, while it does. */
  /** When the workspace ends, if it does. ISO 8601. */
  endsAt: string | undefined;
  timeZone: string;
  children: ReactNode;
}

/** Frame of a workspace, with what the person's role may open. */
export function PortalShell({
  slug,
  person,
  workspaces,
  localModel,
  notices,
  contained,
  incident,
  endsAt,
  timeZone,
  children,
}: PortalShellProps) {
  const nav = sections(slug, person.role);
  return (
    <AppShell
      homeHref={`/t/${slug}`}
      nav={nav}
      topActions={<PaletteButton compact />}
      search={<PaletteButton />}
      switcher={
        <ContextSwitcher
          label="Workspace"
          choices={workspaces.map((each) => ({
            label: each.name,
            href: `/t/${each.slug}`,
            detail: each.suspended ? 'Paused' : ROLE_LABEL[each.role],
            active: each.slug === slug,
          }))}
        />
      }
      banner={
        <>
          <LeavingBanner
            slug={slug}
            endsAt={endsAt}
            timeZone={timeZone}
            owner={person.role === 'owner'}
          />
          <ContainedBanner containments={contained} />
          <IncidentBanner slug={slug} notice={incident} />
          <NoticeBanner slug={slug} notices={notices} />
          {localModel && (
            <ShellBanner icon={<Cpu aria-hidden />}>
              Built-in local model in use: answers quote your documents.
            </ShellBanner>
          )}
        </>
      }
      userMenu={
        <UserMenu
          name={person.name}
          email={person.email}
          role={ROLE_LABEL[person.role]}
          links={
            <ButtonLink variant="ghost" href="/sessions" className="justify-start">
              <MonitorSmartphone aria-hidden /> Where you are signed in
            </ButtonLink>
          }
          signOut={
            <form action={signOutAction}>
              <Button type="submit" variant="ghost" className="w-full justify-start">
                <LogOut aria-hidden /> Sign out
              </Button>
            </form>
          }
        />
      }
    >
      <UploadsHolder key={`${slug} ${person.id}`}>{children}</UploadsHolder>
      <FinishRemovals slug={slug} personId={person.id} />
      <PaletteHost
        slug={slug}
        pages={nav.flatMap(({ label, items }) =>
          items.map((item) => ({ label: item.label, href: item.href, detail: label })),
        )}
        actions={[
          { label: 'New question', href: `/t/${slug}`, focus: 'question' },
          ...(person.role === 'member'
            ? []
            : [{ label: 'Upload files', href: `/t/${slug}/documents`, focus: 'upload' }]),
          { label: 'Where you are signed in', href: '/sessions' },
        ]}
        workspaces={workspaces
          .filter((each) => each.slug !== slug)
          .map((each) => ({ label: each.name, href: `/t/${each.slug}`, detail: 'Switch to' }))}
        shortcuts={PORTAL_SHORTCUTS}
      />
    </AppShell>
  );
}

function sections(slug: string, role: TenantRole): NavSection[] {
  const at = (path: string) => `/t/${slug}${path}`;
  const work: NavItem[] = [
    { label: 'Chat', href: at(''), icon: <MessageSquareText aria-hidden /> },
    { label: 'Documents', href: at('/documents'), icon: <FileText aria-hidden /> },
  ];
  const people: NavItem = { label: 'People', href: at('/people'), icon: <Users aria-hidden /> };
  const notifications: NavItem = {
    label: 'Notifications',
    href: at('/notifications'),
    icon: <Bell aria-hidden />,
  };
  if (role === 'member') return [{ items: [...work, people, notifications] }];
  return [
    { items: work },
    {
      label: 'Administration',
      items: [
        { label: 'Usage', href: at('/usage'), icon: <ChartColumn aria-hidden /> },
        { label: 'Budgets', href: at('/budgets'), icon: <Gauge aria-hidden /> },
        { label: 'Limits', href: at('/limits'), icon: <SlidersHorizontal aria-hidden /> },
        { label: 'Plan', href: at('/plan'), icon: <Layers aria-hidden /> },
        people,
        { label: 'API keys', href: at('/keys'), icon: <KeyRound aria-hidden /> },
        { label: 'API reference', href: at('/api-reference'), icon: <BookOpenText aria-hidden /> },
        { label: 'Assistant', href: at('/assistant'), icon: <Bot aria-hidden /> },
        notifications,
        { label: 'Isolation', href: at('/isolation'), icon: <ShieldCheck aria-hidden /> },
        { label: 'Support access', href: at('/support'), icon: <LifeBuoy aria-hidden /> },
        { label: 'Incident notices', href: at('/incidents'), icon: <Megaphone aria-hidden /> },
        { label: 'Data', href: at('/data'), icon: <ArchiveRestore aria-hidden /> },
        { label: 'Audit log', href: at('/audit'), icon: <ScrollText aria-hidden /> },
        { label: 'Compliance', href: at('/compliance'), icon: <FileCheck2 aria-hidden /> },
      ],
    },
  ];
}
