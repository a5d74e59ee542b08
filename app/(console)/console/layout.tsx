import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { PlatformShell } from '@/components/console/platform-shell';
import { platformPage } from '@/lib/http/page-context';

export const metadata: Metadata = { title: { default: 'Console', template: '%s · Console' } };

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const { name, email, role } = await platformPage('operator', 'auditor');
  return (
    <PlatformShell person={{ name, email, role }} area="Console">
      {children}
    </PlatformShell>
  );
}
