import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { InjectionList } from '@/components/assistant/injection-list';
import { OwnTools } from '@/components/assistant/own-tools';
import { PersonaForm } from '@/components/assistant/persona-form';
import { PersonaVersions } from '@/components/assistant/persona-versions';
import { SetupForm } from '@/components/assistant/setup-form';
import { FeedbackSummary } from '@/components/chat/feedback/feedback-summary';
import { GuardrailsForm } from '@/components/guardrails/guardrails-form';
import { PageBody } from '@/components/shell/page-body';
import { Card } from '@/components/ui/card';
import { formatCount } from '@/components/ui/format';
import { PageHeader } from '@/components/ui/page-header';
import { Stat, StatGrid } from '@/components/ui/stat';
import { summarizeFeedback } from '@/lib/feedback/queries';
import { tenantPage } from '@/lib/http/page-context';
import { listPersonaVersions, readPersona } from '@/lib/persona/persona';
import { agreedPolicyOf } from '@/lib/tenancy/policy';
import { can } from '@/lib/tenancy/roles';
import { ownModels } from '@/lib/tools/own-models';
import { TOOLS_NEED_CONTEXT } from '@/lib/tools/schema';
import { readSecretHosts } from '@/lib/tools/tool-secret';
import { readAttempts } from '@/lib/untrusted/read-attempts';

export const metadata: Metadata = { title: 'Assistant' };

export default async function AssistantPage({ params }: { params: Promise<{ tenant: string }> }) {
  const ctx = await tenantPage((await params).tenant);
  // Beside the layout's check, with which the page runs at the same time.
  if (!can(ctx, 'persona:edit')) notFound();
  const [persona, versions, report, feedback, policy, secretHosts] = await Promise.all([
    readPersona(ctx),
    listPersonaVersions(ctx),
    readAttempts(ctx),
    summarizeFeedback(ctx),
    agreedPolicyOf(ctx),
    readSecretHosts(ctx),
  ]);
  const { setup } = persona;
  // What somebody types in one form outlives a change by the other, which makes a new version of both.
  return (
    <PageBody>
      <PageHeader
        title="Assistant"
        description="How the assistant speaks to your people, what it may do, what holds it back, and what tried to make it speak otherwise."
      />
      <Card
        title="Persona"
        description="Tone and role, in your words. The platform’s own rules come first and cannot be changed from here."
        className="mb-6"
      >
        <PersonaForm key={persona.text} slug={ctx.slug} persona={persona} />
      </Card>
      <Card
        title="Name, models and tools"
        description="Within your plan. Models and tools are those of the assistant: calls of a model at /v1/messages have all of the plan’s models and no tools. At /v1/answers, and for questions that wait, no tool is offered that asks first."
        className="mb-6"
      >
        <SetupForm
          key={JSON.stringify({ ...setup, httpTools: [] })}
          slug={ctx.slug}
          setup={setup}
          granted={policy.models}
          models={ownModels(policy.models, setup.models)}
          grantedTools={policy.tools}
          hasRoom={policy.contextTokens >= TOOLS_NEED_CONTEXT}
        />
      </Card>
      {policy.tools.includes('http') && (
        <Card
          title="Own tools"
          description="Calls to systems of your company. What comes back is treated like a document: quoted, and never obeyed. What changes something is asked for first, with all that would be sent."
          className="mb-6"
        >
          <OwnTools
            slug={ctx.slug}
            tools={setup.httpTools}
            hosts={setup.tools.includes('http') ? setup.hosts : []}
            secretHosts={Object.fromEntries(secretHosts)}
          />
        </Card>
      )}
      <Card
        title="Guardrails"
        description="What the assistant must not do, checked by the product and not left to the model. In force with the next question, for every answer of the assistant: in the portal, for questions that wait, and at /v1/answers. Calls of a model at /v1/messages are passed on as they are: none of this holds there."
        className="mb-6"
      >
        <GuardrailsForm key={JSON.stringify(persona.rules)} slug={ctx.slug} rules={persona.rules} />
      </Card>
      <Card
        title="History"
        description="Name, persona, guardrails, models and tools, by version, with what each changed. Any of them can be put in force again."
        className="mb-6"
      >
        <PersonaVersions slug={ctx.slug} versions={versions} />
      </Card>
      <FeedbackSummary slug={ctx.slug} summary={feedback} />
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
