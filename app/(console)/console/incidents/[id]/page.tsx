import type { Metadata } from 'next';
import { AffectedForm } from '@/components/incidents/affected-form';
import { CloseButton } from '@/components/incidents/close-button';
import { NoteForm } from '@/components/incidents/note-form';
import { NoticeForm } from '@/components/incidents/notice-form';
import { SEVERITY } from '@/components/incidents/severity';
import { Timeline } from '@/components/incidents/timeline';
import { PageBody } from '@/components/shell/page-body';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { orNotFound } from '@/lib/http/or-not-found';
import { platformPage } from '@/lib/http/page-context';
import { readIncident } from '@/lib/incidents/queries';
import { canPlatform } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Incident' };

export default async function IncidentPage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await platformPage('operator', 'auditor');
  const incident = await orNotFound(readIncident(ctx, (await params).id));
  const { id, title, severity, closedAt, tenants } = incident;
  const acts = canPlatform(ctx, 'incidents:edit');
  return (
    <PageBody width="wide">
      <PageHeader
        title={title}
        breadcrumb={[{ label: 'Incidents', href: '/console/incidents' }, { label: title }]}
        meta={
          <>
            <Badge tone={SEVERITY[severity].tone}>{SEVERITY[severity].label}</Badge>
            <Badge tone={closedAt ? 'neutral' : 'warn'}>{closedAt ? 'Closed' : 'Open'}</Badge>
          </>
        }
        actions={acts && <CloseButton id={id} closed={closedAt !== null} />}
      />
      <div className="grid items-start gap-6 lg:grid-cols-[3fr_2fr]">
        <Card aria-label="Timeline" title="Timeline">
          <Timeline events={incident.timeline} />
          {acts && <NoteForm id={id} />}
        </Card>
        <div className="space-y-6">
          <Card aria-label="Affected tenants" title="Affected tenants">
            <ul className="mb-4 space-y-1 text-sm">
              {tenants.map((tenant) => (
                <li key={tenant.id}>
                  {`${tenant.name}: ${tenant.notices === 0 ? 'not told' : tenant.notices === 1 ? 'told once' : `told ${tenant.notices} times`}`}
                </li>
              ))}
              {tenants.length === 0 && <li className="text-ink-faint">Nobody yet.</li>}
            </ul>
            {acts && !closedAt && (
              <AffectedForm
                key={tenants.map((tenant) => tenant.id).join()}
                id={id}
                tenants={tenants.map((tenant) => tenant.id)}
                choices={incident.choices}
              />
            )}
          </Card>
          {acts && (
            <Card aria-label="Tell them" title="Tell them">
              <NoticeForm id={id} affected={tenants.length} />
            </Card>
          )}
        </div>
      </div>
    </PageBody>
  );
}
