import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { tenantPage } from '@/lib/http/page-context';
import { can } from '@/lib/tenancy/roles';

interface AuditLayoutProps {
  params: Promise<{ tenant: string }>;
  children: ReactNode;
}

/** Refuses before the skeleton streams, which would fix the status at 200. */
export default async function AuditLayout({ params, children }: AuditLayoutProps) {
  if (!can(await tenantPage((await params).tenant), 'audit:read')) notFound();
  return children;
}
