import type { Metadata } from 'next';
import { PolicyForm } from '@/components/console/policy-form';
import { PageBody } from '@/components/shell/page-body';
import { PageHeader } from '@/components/ui/page-header';
import { readTenantPolicy } from '@/lib/console/read-tenant';
import { orNotFound } from '@/lib/http/or-not-found';
import { platformPage } from '@/lib/http/page-context';
import { readPlacement } from '@/lib/placement/read-placement';
import { writeManifest } from '@/lib/policies/manifest/write-manifest';

export const metadata: Metadata = { title: 'Edit quota' };

export default async function PolicyPage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await platformPage('operator');
  const { id } = await params;
  const { tenant, current, people, planDefaults } = await orNotFound(readTenantPolicy(ctx, id));
  const { databaseTier, vectorStore, vectorTier } = await readPlacement(ctx, tenant.id);
  const place = { databaseTier, vectorStore, vectorTier };
  const path = `/console/tenants/${tenant.id}`;
  return (
    <PageBody>
      <PageHeader
        title={`Quota of ${tenant.name}`}
        breadcrumb={[
          { label: 'Fleet', href: '/console' },
          { label: tenant.name, href: path },
          { label: 'Edit quota' },
        ]}
        description={`Version ${current.version} is in force. What you save becomes version ${current.version + 1}, which the next request obeys, or what waits for another operator where it goes beyond the bounds.`}
      />
      <PolicyForm
        key={current.version}
        tenantId={tenant.id}
        name={tenant.name}
        tenantPath={path}
        plan={tenant.plan}
        version={current.version}
        policy={current.policy}
        planDefaults={planDefaults}
        place={place}
        manifest={writeManifest(current.policy, place)}
        people={people}
      />
    </PageBody>
  );
}
