import type { Metadata } from 'next';
import { IncidentList } from '@/components/incidents/incident-list';
import { OpenIncidentForm } from '@/components/incidents/open-incident-form';
import { PageBody } from '@/components/shell/page-body';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { platformPage } from '@/lib/http/page-context';
import { incidentChoices, listIncidents } from '@/lib/incidents/queries';
import { canPlatform } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Incidents' };

export default async function IncidentsPage() {
  const ctx = await platformPage('operator', 'auditor');
  const [incidents, choices] = await Promise.all([listIncidents(ctx), incidentChoices(ctx)]);
  return (
    <PageBody width="wide">
      <PageHeader
        title="Incidents"
        description="What happened, to whom, and what those tenants were told."
      />
      <div className="space-y-6">
        <Card flush aria-label="All incidents" title="All incidents" description="The last 200.">
          <IncidentList incidents={incidents} />
        </Card>
        {canPlatform(ctx, 'incidents:edit') && (
          <Card title="Open an incident">
            <OpenIncidentForm choices={choices} />
          </Card>
        )}
      </div>
    </PageBody>
  );
}
