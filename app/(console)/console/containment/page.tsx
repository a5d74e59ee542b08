import type { Metadata } from 'next';
import { ContainmentList } from '@/components/console/containment/containment-list';
import { RuleHistory } from '@/components/console/containment/rule-history';
import { RuleList } from '@/components/console/containment/rule-list';
import { SuspendedList } from '@/components/console/containment/suspended-list';
import { SwitchList } from '@/components/console/containment/switch-list';
import { SwitchOffButton } from '@/components/console/containment/switch-off-button';
import { AddEndpointDialog } from '@/components/console/notices/add-endpoint-dialog';
import { EndpointList } from '@/components/console/notices/endpoint-list';
import { SendTestButton } from '@/components/console/notices/send-test-button';
import { PageBody } from '@/components/shell/page-body';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import {
  listContainments,
  listRules,
  listSuspended,
  listSwitches,
} from '@/lib/containment/queries';
import { listRuleVersions } from '@/lib/containment/rule-history';
import { platformPage } from '@/lib/http/page-context';
import { listEndpoints } from '@/lib/notify/endpoints';
import { sendsMail } from '@/lib/notify/send-mail';
import { canPlatform } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Containment' };

export default async function ContainmentPage() {
  const ctx = await platformPage('operator', 'auditor');
  const [containments, suspended, switches, rules, versions, endpoints] = await Promise.all([
    listContainments(ctx),
    listSuspended(ctx),
    listSwitches(ctx),
    listRules(ctx),
    listRuleVersions(ctx),
    listEndpoints(ctx),
  ]);
  const acts = canPlatform(ctx, 'containment:edit');
  return (
    <PageBody width="wide">
      <PageHeader
        title="Containment"
        description="What holds tenants back now, by a rule or by hand. Each ends by itself. A tenant is contained on its own page."
      />
      <div className="space-y-6">
        <Card flush aria-label="In force" title="In force">
          <ContainmentList
            containments={containments.filter(({ endedAt }) => endedAt === null)}
            acts={acts}
          />
        </Card>
        <Card flush aria-label="Suspended" title="Suspended without an end">
          <SuspendedList tenants={suspended} />
        </Card>
        <Card
          flush
          aria-label="Off for everybody"
          title="Off for everybody"
          actions={acts && <SwitchOffButton />}
        >
          <SwitchList switches={switches} acts={acts} />
        </Card>
        <Card
          flush
          aria-label="Rules"
          title="Rules"
          description="Looked at whenever a tenant’s figures change."
        >
          <RuleList rules={rules} acts={acts} />
        </Card>
        <Card
          flush
          aria-label="Changes of rules"
          title="Changes of rules"
          description="The last 100."
        >
          <RuleHistory versions={versions} acts={acts} />
        </Card>
        <Card
          flush
          aria-label="Notices"
          title="Notices"
          description={
            sendsMail()
              ? 'Where operators are told, beside this page.'
              : 'Where operators are told, beside this page. No mail server is set (SMTP_URL), so e-mail is not sent.'
          }
          actions={
            acts && (
              <>
                {endpoints.length > 0 && <SendTestButton />}
                <AddEndpointDialog />
              </>
            )
          }
        >
          <EndpointList endpoints={endpoints} acts={acts} />
        </Card>
        <Card flush aria-label="History" title="History" description="The last 200.">
          <ContainmentList
            containments={containments.filter(({ endedAt }) => endedAt !== null)}
            acts={false}
            none={{ title: 'No history yet', text: 'What was in force stands here afterwards.' }}
          />
        </Card>
      </div>
    </PageBody>
  );
}
