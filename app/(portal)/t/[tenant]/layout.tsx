import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { PortalShell } from '@/components/portal/portal-shell';
import { ownContainments } from '@/lib/containment/queries';
import { tenantPage } from '@/lib/http/page-context';
import { sessionToken } from '@/lib/identity/current-session';
import { freshNotice } from '@/lib/incidents/queries';
import { readEnd } from '@/lib/leaving/queries';
import { modelInUse } from '@/lib/llm/account';
import { can } from '@/lib/tenancy/roles';
import { listMemberships } from '@/lib/tenancy/verify-session';
import { readNotices } from '@/lib/usage/budgets/queries';

interface TenantLayoutProps {
  params: Promise<{ tenant: string }>;
  children: ReactNode;
}

export async function generateMetadata({ params }: TenantLayoutProps): Promise<Metadata> {
  const { tenantName } = await tenantPage((await params).tenant);
  return { title: { default: tenantName, template: `%s · ${tenantName}` } };
}

export default async function TenantLayout({ params, children }: TenantLayoutProps) {
  const ctx = await tenantPage((await params).tenant);
  const { slug, principal, placement } = ctx;
  if (principal.role === 'worker' || principal.role === 'key')
    throw new TypeError('Pages are for people.');
  const token = await sessionToken();
  const tells = can(ctx, 'usage:read');
  const [notices, contained, incident, endsAt, workspaces] = await Promise.all([
    tells ? readNotices(ctx, { unread: true }) : [],
    tells ? ownContainments(ctx) : [],
    can(ctx, 'incidents:read') ? freshNotice(ctx) : undefined,
    readEnd(ctx),
    token ? listMemberships(token) : [],
  ]);
  return (
    <PortalShell
      slug={slug}
      person={{
        id: principal.id,
        name: principal.name,
        email: principal.email,
        role: principal.role,
      }}
      notices={notices}
      contained={contained}
      incident={incident}
      endsAt={endsAt}
      timeZone={ctx.timeZone}
      workspaces={workspaces}
      localModel={modelInUse() === 'local' && placement.modelAccount === 'platform'}
    >
      {children}
    </PortalShell>
  );
}
