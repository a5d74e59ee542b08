import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { PlatformShell } from '@/components/console/platform-shell';
import { WaitingBanner } from '@/components/policies/waiting-banner';
import { AlertBanner } from '@/components/security/alert-banner';
import { readChecks } from '@/lib/finance/books/read-checks';
import { platformPage } from '@/lib/http/page-context';
import { countWaitingChanges } from '@/lib/policies/count-waiting';
import { countOpenAlerts } from '@/lib/security/alerts';

export const metadata: Metadata = { title: { default: 'Console', template: '%s · Console' } };

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const ctx = await platformPage('operator', 'auditor');
  const { name, email, role } = ctx;
  const [alerts, waiting, books] = await Promise.all([
    countOpenAlerts(ctx),
    countWaitingChanges(ctx),
    readChecks(ctx),
  ]);
  return (
    <PlatformShell
      person={{ name, email, role }}
      area="Console"
      books={books}
      banner={
        <>
          {alerts > 0 && <AlertBanner count={alerts} />}
          {waiting > 0 && <WaitingBanner count={waiting} />}
        </>
      }
    >
      {children}
    </PlatformShell>
  );
}
