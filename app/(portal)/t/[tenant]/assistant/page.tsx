import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { InjectionList } from '@/components/assistant/injection-list';
import { PersonaForm } from '@/components/assistant/persona-form';
import { PageBody } from '@/components/shell/page-body';
import { Card } from '@/components/ui/card';
import { formatCount } from '@/components/ui/format';
import { PageHeader } from '@/components/ui/page-header';
import { Stat, StatGrid } from '@/components/ui/stat';
import { tenantPage } from '@/lib/http/page-context';
import { readPersona } from '@/lib/persona/persona';
import { can } from '@/lib/tenancy/roles';
import { readAttempts } from '@/lib/untrusted/read-attempts';

export const metadata: Metadata = { title: 'Assistant' };

export default async function AssistantPage({ params }: { params: Promise<{ tenant: string }> }) {
  const ctx = await tenantPage((await params).tenant);
  // Beside the layout's check, with which the page runs at the same time.
  if (!can(ctx, 'persona:edit')) notFound();
  const [persona, report] = await Promise.all([readPersona(ctx), readAttempts(ctx)]);
  return (
    <PageBody>
      <PageHeader
        title="Assistant"
        description="How the assistant speaks to your people, and what tried to make it speak otherwise."
      />
      <Card
        title="Persona"
        description="Tone and role, in your words. The platform’s own rules come first and cannot be changed from here."
        className="mb-6"
      >
        <PersonaForm key={persona.version} slug={ctx.slug} persona={persona} />
      </Card>
      <StatGrid className="mb-6">
        <Stat
          label="Found in documents"
          value={formatCount(report.inDocuments)}
          hint="Last 30 days"
        />
        <Stat
          label="Found in messages"
          value={formatCount(report.inMessages)}
          hint="Last 30 days"
        />
      </StatGrid>
      <Card
        flush
        title="Instructions found where none belong"
        description="Texts that read like orders to the assistant. They are labelled as quotations before an answer is written. Finding them is a warning and not the protection: what separates your workspace from others does not depend on it."
      >
        <InjectionList slug={ctx.slug} attempts={report.attempts} />
      </Card>
    </PageBody>
  );
}
