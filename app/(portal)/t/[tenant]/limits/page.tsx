import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { AskForm } from '@/components/limits/ask-form';
import { FollowDecisions } from '@/components/limits/follow-decisions';
import { OwnLimitsForm } from '@/components/limits/own-limits-form';
import { PolicyChangesList } from '@/components/limits/policy-changes-list';
import { RequestList } from '@/components/limits/request-list';
import { PageBody } from '@/components/shell/page-body';
import { ButtonLink } from '@/components/ui/button-link';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { tenantPage } from '@/lib/http/page-context';
import { readOwnRequests } from '@/lib/quota-requests/queries';
import { can } from '@/lib/tenancy/roles';
import { OWN_LIMITS } from '@/lib/tenancy/schema';
import { readOwnLimits } from '@/lib/usage/own-limits/queries';
import { readPolicyHistory } from '@/lib/usage/policy-history/queries';

export const metadata: Metadata = { title: 'Limits' };

interface LimitsPageProps {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function LimitsPage({ params, searchParams }: LimitsPageProps) {
  const ctx = await tenantPage((await params).tenant);
  // Beside the layout's check, with which the page runs at the same time.
  if (!can(ctx, 'limits:edit')) notFound();
  const { ask } = await searchParams;
  const [view, requests, versions] = await Promise.all([
    readOwnLimits(ctx),
    readOwnRequests(ctx),
    readPolicyHistory(ctx),
  ]);
  const newest = requests.toSorted((a, b) => (a.askedAt < b.askedAt ? 1 : -1))[0];
  const open = requests.some(({ state }) => state === 'open');
  return (
    <PageBody>
      <PageHeader
        title="Limits"
        description="What the workspace may use. Within your range you set it at once; beyond it you ask the platform."
        actions={
          <>
            <ButtonLink href={`/t/${ctx.slug}/plan`} size="sm">
              Plans
            </ButtonLink>
            <ButtonLink href={`/t/${ctx.slug}/budgets`} size="sm">
              Budgets
            </ButtonLink>
          </>
        }
      />
      <FollowDecisions
        slug={ctx.slug}
        version={view.version}
        request={newest && `${newest.id} ${newest.state}`}
      />
      <Card
        title="Limits you set"
        description="In force from the next question on, for everybody of the workspace."
        className="mb-6"
      >
        <OwnLimitsForm key={view.version} slug={ctx.slug} view={view} />
      </Card>
      <Card
        id="ask"
        title="Ask for more"
        description="An operator of the platform answers; this page shows it within seconds."
        className="mb-6 scroll-mt-6"
      >
        {open ? (
          <p className="text-ink-soft text-sm">
            A request waits for its answer below. Withdraw it to ask for something else.
          </p>
        ) : (
          <AskForm
            key={view.version}
            slug={ctx.slug}
            view={view}
            about={OWN_LIMITS.find((limit) => limit === ask)}
          />
        )}
      </Card>
      <Card flush title="Requests" className="mb-6">
        <RequestList slug={ctx.slug} requests={requests} timeZone={ctx.timeZone} />
      </Card>
      <Card
        id="changes"
        flush
        title="Changes of the policy"
        description="By you and by the platform, with what changed, why and since when."
        className="scroll-mt-6"
      >
        <PolicyChangesList versions={versions} timeZone={ctx.timeZone} />
      </Card>
    </PageBody>
  );
}
