import type { Metadata } from 'next';
import { PageBody } from '@/components/shell/page-body';
import { FollowGrant } from '@/components/support/follow-grant';
import { SupportedConversation } from '@/components/support/supported-conversation';
import { SupportedTrace } from '@/components/support/supported-trace';
import { PageHeader } from '@/components/ui/page-header';
import { Time } from '@/components/ui/time';
import { orNotFound } from '@/lib/http/or-not-found';
import { platformPage } from '@/lib/http/page-context';
import { openGranted } from '@/lib/support-access/open-granted';

export const metadata: Metadata = { title: 'Granted by a tenant' };

interface GrantPageProps {
  params: Promise<{ tenantId: string; id: string }>;
}

/** What one tenant let this operator read, to be read and for nothing else. */
export default async function GrantPage({ params }: GrantPageProps) {
  const { tenantId, id } = await params;
  const ctx = await platformPage('operator');
  const view = await orNotFound(openGranted(ctx, tenantId, id));
  return (
    <PageBody>
      <FollowGrant tenantId={tenantId} id={id}>
        <PageHeader
          breadcrumb={[
            { label: 'Support access', href: '/console/support' },
            { label: view.tenant.name },
          ]}
          title={
            view.kind === 'trace' ? 'Why an answer is as it is' : (view.title ?? 'A conversation')
          }
          description="That you read this is in the tenant’s audit log and in the platform’s."
        />
        <p className="mb-4 text-ink-soft text-sm">
          Granted by {view.grantedBy ?? 'somebody who left'} of {view.tenant.name}{' '}
          <Time value={view.grantedAt} />, until <Time value={view.expiresAt} mode="absolute" />. As
          it was then.
        </p>
        {view.note && (
          <blockquote className="mb-6 whitespace-pre-wrap border-line-firm border-l-2 pl-3 text-sm [overflow-wrap:anywhere]">
            {view.note}
          </blockquote>
        )}
        {view.trace ? (
          <SupportedTrace tenantId={tenantId} trace={view.trace} />
        ) : (
          <SupportedConversation messages={view.messages} />
        )}
      </FollowGrant>
    </PageBody>
  );
}
