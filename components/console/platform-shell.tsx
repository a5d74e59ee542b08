import {
  Activity,
  Building2,
  ChartPie,
  ClipboardCheck,
  FileCheck2,
  FileDown,
  FileSearch,
  FileText,
  Flag,
  Gauge,
  GitCompareArrows,
  HeartPulse,
  Inbox,
  LifeBuoy,
  LogOut,
  Megaphone,
  ReceiptText,
  Scale,
  ScrollText,
  ShieldAlert,
  ShieldCheck,
  SlidersHorizontal,
  Split,
  Tag,
  Target,
  TrendingUp,
  Wallet,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { BooksBadge } from '@/components/finance/books-badge';
import { PaletteButton, PaletteHost } from '@/components/palette/palette-host';
import { PLATFORM_SHORTCUTS } from '@/components/palette/shortcuts';
import { AppShell } from '@/components/shell/app-shell';
import type { NavItem, NavSection } from '@/components/shell/nav-list';
import { UserMenu } from '@/components/shell/user-menu';
import { Button } from '@/components/ui/button';
import type { BooksCheck } from '@/lib/finance/schema';
import { signOutAction } from '@/lib/identity/actions';
import type { PlatformRole } from '@/lib/tenancy/schema';

const CONSOLE: NavSection = {
  label: 'Console',
  items: [
    { label: 'Fleet', href: '/console', icon: <Building2 aria-hidden /> },
    { label: 'Objectives', href: '/console/objectives', icon: <Target aria-hidden /> },
    { label: 'Compare', href: '/console/compare', icon: <GitCompareArrows aria-hidden /> },
    { label: 'Neighbours', href: '/console/neighbours', icon: <ChartPie aria-hidden /> },
    { label: 'Requests', href: '/console/requests-inbox', icon: <Inbox aria-hidden /> },
    { label: 'Policies', href: '/console/policies', icon: <SlidersHorizontal aria-hidden /> },
    { label: 'Security', href: '/console/security', icon: <ShieldCheck aria-hidden /> },
    { label: 'Containment', href: '/console/containment', icon: <ShieldAlert aria-hidden /> },
    { label: 'Incidents', href: '/console/incidents', icon: <Megaphone aria-hidden /> },
    { label: 'Traffic', href: '/console/traffic', icon: <Gauge aria-hidden /> },
    { label: 'Health', href: '/console/health', icon: <HeartPulse aria-hidden /> },
    { label: 'Feature flags', href: '/console/flags', icon: <Flag aria-hidden /> },
    { label: 'Forensics', href: '/console/forensics', icon: <FileSearch aria-hidden /> },
    { label: 'Erased tenants', href: '/console/erased', icon: <FileCheck2 aria-hidden /> },
    { label: 'Audit log', href: '/console/audit', icon: <ScrollText aria-hidden /> },
    { label: 'Compliance', href: '/console/compliance', icon: <ClipboardCheck aria-hidden /> },
  ],
};
const SUPPORT: NavItem = {
  label: 'Support access',
  href: '/console/support',
  icon: <LifeBuoy aria-hidden />,
};
const FINANCE: NavSection = {
  label: 'Finance',
  items: [
    { label: 'Costs', href: '/finance', icon: <Wallet aria-hidden /> },
    { label: 'Showback', href: '/finance/showback', icon: <ChartPie aria-hidden /> },
    { label: 'Shared costs', href: '/finance/shared-costs', icon: <Split aria-hidden /> },
    {
      label: 'Budgets',
      href: '/finance/budgets',
      icon: <Target aria-hidden />,
      leadsTo: ['/finance/what-if'],
    },
    { label: 'Forecast', href: '/finance/forecast', icon: <TrendingUp aria-hidden /> },
    { label: 'Anomalies', href: '/finance/anomalies', icon: <Activity aria-hidden /> },
    { label: 'Ledger', href: '/finance/ledger', icon: <ReceiptText aria-hidden /> },
    {
      label: 'Statements',
      href: '/finance/statements',
      icon: <FileText aria-hidden />,
      leadsTo: ['/finance/rates'],
    },
    { label: 'Prices', href: '/finance/prices', icon: <Tag aria-hidden /> },
    { label: 'Provider', href: '/finance/provider', icon: <Scale aria-hidden /> },
    { label: 'Exports', href: '/finance/exports', icon: <FileDown aria-hidden /> },
  ],
};
const ROLE: Record<PlatformRole, string> = {
  operator: 'Platform operator',
  finance: 'Finance',
  auditor: 'Auditor',
};

interface PlatformShellProps {
  person: { name: string; email: string; role: PlatformRole };
  area: 'Console' | 'Finance';
  /** What the standing check last found. */
  books: readonly BooksCheck[];
  banner?: ReactNode;
  children: ReactNode;
}

/** Frame of the pages of the platform's own people, with what their role may open. */
export function PlatformShell({ person, area, books, banner, children }: PlatformShellProps) {
  const nav = sections(person.role);
  return (
    <AppShell
      homeHref={person.role === 'finance' ? '/finance' : '/console'}
      area={area}
      nav={nav}
      search={<PaletteButton />}
      banner={banner}
      topActions={
        <>
          <PaletteButton compact />
          <BooksBadge checks={books} form="sign" />
        </>
      }
      userMenu={
        <>
          <div className="mb-2">
            <BooksBadge checks={books} />
          </div>
          <UserMenu
            name={person.name}
            email={person.email}
            role={ROLE[person.role]}
            signOut={
              <form action={signOutAction}>
                <Button type="submit" variant="ghost" className="w-full justify-start">
                  <LogOut aria-hidden /> Sign out
                </Button>
              </form>
            }
          />
        </>
      }
    >
      {children}
      <PaletteHost
        pages={nav.flatMap(({ label, items }) =>
          items.map((item) => ({ label: item.label, href: item.href, detail: label })),
        )}
        actions={[]}
        workspaces={[]}
        shortcuts={PLATFORM_SHORTCUTS}
      />
    </AppShell>
  );
}

function sections(role: PlatformRole): NavSection[] {
  if (role === 'finance') return [FINANCE];
  // Tenants grant it to operators alone.
  const items = role === 'operator' ? [...CONSOLE.items, SUPPORT] : CONSOLE.items;
  return [{ ...CONSOLE, items }, FINANCE];
}
