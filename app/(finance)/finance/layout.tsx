import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { PlatformShell } from '@/components/console/platform-shell';
import { readChecks } from '@/lib/finance/books/read-checks';
import { platformPage } from '@/lib/http/page-context';

export const metadata: Metadata = { title: { default: 'Finance', template: '%s · Finance' } };

export default async function FinanceLayout({ children }: { children: ReactNode }) {
  const ctx = await platformPage();
  const { name, email, role } = ctx;
  return (
    <PlatformShell person={{ name, email, role }} area="Finance" books={await readChecks(ctx)}>
      {children}
    </PlatformShell>
  );
}
