import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { PlatformShell } from '@/components/console/platform-shell';
import { platformPage } from '@/lib/http/page-context';

export const metadata: Metadata = { title: { default: 'Finance', template: '%s · Finance' } };

export default async function FinanceLayout({ children }: { children: ReactNode }) {
  const { name, email, role } = await platformPage();
  return (
    <PlatformShell person={{ name, email, role }} area="Finance">
      {children}
    </PlatformShell>
  );
}
