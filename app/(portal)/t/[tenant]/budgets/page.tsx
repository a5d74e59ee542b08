import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { BudgetBars } from '@/components/budgets/budget-bars';
import { NoticeList } from '@/components/budgets/notice-list';
import { OwnBudgetsForm } from '@/components/budgets/own-budgets-form';
import { ReadButton } from '@/components/budgets/read-button';
import { ruleWords } from '@/components/budgets/rule-words';
import { PageBody } from '@/components/shell/page-body';
import { ButtonLink } from '@/components/ui/button-link';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { tenantPage } from '@/lib/http/page-context';
import { can } from '@/lib/tenancy/roles';
import { readNotices, readOwnBudgetRules } from '@/lib/usage/budgets/queries';
import { readOwnBudgets } from '@/lib/usage/read-budgets';

export const metadata: Metadata = { title: 'Budgets' };

export default async function BudgetsPage({ params }: { params: Promise<{ tenant: string }> }) {
  const ctx = await tenantPage((await params).tenant);
  // Beside the layout's check, with which the page runs at the same time.
  if (!can(ctx, 'budgets:edit')) notFound();
  const [view, budgets, notices] = await Promise.all([
    readOwnBudgetRules(ctx),
    readOwnBudgets(ctx),
    readNotices(ctx),
  ]);
  const names = new Map([...view.people, ...view.keys].map(({ id, name }) => [id, name]));
  const unread = notices.filter(({ read }) => !read).map(({ id }) => id);
  return (
    <PageBody>
      <PageHeader
        title="Budgets"
        description="What your people, keys, models and features may use. The plan’s own limits stay: the lowest one that applies holds."
        actions={
          <ButtonLink href={`/t/${ctx.slug}/usage`} size="sm">
            Usage
          </ButtonLink>
        }
      />
      <Card
        title="In force now"
        description={`Days and months begin at midnight in ${ctx.timeZone}`}
        className="mb-6"
      >
        <div className="[&>ul]:grid [&>ul]:gap-x-10 [&>ul]:gap-y-5 [&>ul]:space-y-0 md:[&>ul]:grid-cols-2">
          <BudgetBars budgets={budgets} timeZone={ctx.timeZone} />
        </div>
      </Card>
      {view.agreed.length > 0 && (
        <Card
          title="Agreed with the platform"
          description="Set by its operators beside your plan. Yours hold as well."
          className="mb-6"
        >
          <ul className="space-y-1 text-sm">
            {view.agreed.map((rule) => (
              <li key={`${rule.scope}/${rule.subject}/${rule.period}`}>{ruleWords(rule, names)}</li>
            ))}
          </ul>
        </Card>
      )}
      <Card
        title="Your budgets"
        description="Each counts by itself. From its percentage on admins are told; with minutes beside it, it binds there after that time."
        className="mb-6"
      >
        <OwnBudgetsForm key={view.version} slug={ctx.slug} view={view} />
      </Card>
      <Card
        flush
        title="Reached"
        actions={
          unread.length > 0 && (
            <ReadButton slug={ctx.slug} ids={unread} size="sm">
              Mark all as read
            </ReadButton>
          )
        }
      >
        <NoticeList notices={notices} timeZone={ctx.timeZone} />
      </Card>
    </PageBody>
  );
}
