import type { Metadata } from 'next';
import { DeliveryFilter } from '@/components/notifications/delivery-filter';
import { DeliveryLog } from '@/components/notifications/delivery-log';
import { OwnEmails } from '@/components/notifications/own-emails';
import { SettingList } from '@/components/notifications/setting-list';
import { AddWebhookDialog } from '@/components/notifications/webhooks/add-webhook-dialog';
import { WebhookList } from '@/components/notifications/webhooks/webhook-list';
import { PageBody } from '@/components/shell/page-body';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { tenantPage } from '@/lib/http/page-context';
import { readNotifications } from '@/lib/notifications/queries';
import { readDeliveries } from '@/lib/notifications/read-deliveries';
import { deliveryParams } from '@/lib/notifications/schema';
import { readOwnChoice } from '@/lib/notifications/settings';
import type { TenantContext } from '@/lib/tenancy/context';
import { can } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Notifications' };

interface NotificationsPageProps {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function NotificationsPage({ params, searchParams }: NotificationsPageProps) {
  const ctx = await tenantPage((await params).tenant);
  const manages = can(ctx, 'notifications:manage');
  const own = await readOwnChoice(ctx);
  return (
    <PageBody>
      <PageHeader
        title="Notifications"
        description={
          manages
            ? 'What the workspace tells its people by e-mail, and your programs by signed webhooks.'
            : 'Which e-mails of the workspace you get.'
        }
      />
      {manages && <Managed ctx={ctx} query={await searchParams} />}
      <Card
        title="E-mails to you"
        description="What you are told of when the workspace has chosen you. Off means no e-mail to you, whatever others chose."
      >
        <OwnEmails slug={ctx.slug} muted={own.muted} />
      </Card>
    </PageBody>
  );
}

async function Managed({
  ctx,
  query,
}: {
  ctx: TenantContext;
  query: Record<string, string | string[] | undefined>;
}) {
  const filter = deliveryParams.parse(query);
  const [view, log] = await Promise.all([readNotifications(ctx), readDeliveries(ctx, filter)]);
  return (
    <>
      {!view.sendsMail && (
        <Alert
          kind="warn"
          className="mb-6"
          title="This installation sends no e-mail"
          text="Whoever runs it has set no mail server. Webhooks work all the same."
        />
      )}
      <Card
        flush
        title="Who is told"
        description="Messages hold ids and figures with a link, never what anybody wrote."
        className="mb-6"
      >
        <SettingList slug={ctx.slug} view={view} />
      </Card>
      <Card
        flush
        title="Webhooks"
        description="Addresses of your programs. Each message is signed under a secret that only you and the platform know."
        actions={<AddWebhookDialog slug={ctx.slug} />}
        className="mb-6"
      >
        <WebhookList slug={ctx.slug} webhooks={view.webhooks} />
      </Card>
      <Card
        id="deliveries"
        flush
        title="Deliveries"
        description="Of the last 30 days, newest first."
        actions={view.webhooks.length > 0 && <DeliveryFilter webhooks={view.webhooks} />}
        className="mb-6 scroll-mt-6"
      >
        <DeliveryLog slug={ctx.slug} page={log} query={filter} />
      </Card>
    </>
  );
}
