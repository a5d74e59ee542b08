import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { tenantPage } from '@/lib/http/page-context';
import { can } from '@/lib/tenancy/roles';

interface ComplianceLayoutProps {
  params: Promise<{ tenant: string }>;
  children: ReactNode;
}

/** Refuses before the skeleton streams, which would fix the status at 200. */
export default async function ComplianceLayout({ params, children }: ComplianceLayoutProps) {
  if (!can(await tenantPage((await params).tenant), 'compliance:read')) notFound();
  return children;
}
