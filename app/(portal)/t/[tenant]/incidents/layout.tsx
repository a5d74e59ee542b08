import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { tenantPage } from '@/lib/http/page-context';
import { can } from '@/lib/tenancy/roles';

interface IncidentsLayoutProps {
  params: Promise<{ tenant: string }>;
  children: ReactNode;
}

/** Refuses before the skeleton streams, which would fix the status at 200. */
export default async function IncidentsLayout({ params, children }: IncidentsLayoutProps) {
  if (!can(await tenantPage((await params).tenant), 'incidents:read')) notFound();
  return children;
}
