import { FileText } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { planName } from '@/components/console/status-badges';
import { CloseAllButton } from '@/components/finance/chargeback/close-all-button';
import { moneyIn } from '@/components/finance/chargeback/money-in';
import { MonthChoice } from '@/components/finance/statement/month-choice';
import { PageBody } from '@/components/shell/page-body';
import { ButtonLink } from '@/components/ui/button-link';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { now } from '@/lib/clock';
import type { Currency } from '@/lib/finance/chargeback/facts';
import { listMonth } from '@/lib/finance/chargeback/queries';
import { closingParams, type ListedTenant } from '@/lib/finance/chargeback/schema';
import { monthOf, monthsBefore } from '@/lib/finance/statement/month-of';
import { platformPage } from '@/lib/http/page-context';
import { canPlatform } from '@/lib/tenancy/roles';
import type { Plan } from '@/lib/tenancy/schema';

export const metadata: Metadata = { title: 'Statements' };

interface StatementsPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const SHOWN_MONTHS = 24;

export default async function StatementsPage({ searchParams }: StatementsPageProps) {
  const ctx = await platformPage();
  const current = monthOf(now(), 'UTC');
  const given = closingParams.parse(await searchParams).month;
  const month = given ?? current;
  const months = Array.from({ length: SHOWN_MONTHS }, (_, back) => monthsBefore(current, back));
  const tenants = await listMonth(ctx, month);
  return (
    <PageBody>
      <PageHeader title="Statements" description="Each tenant’s month, in its own time zone." />
      <div className="mb-5 flex flex-wrap items-center gap-2">
        <MonthChoice month={month} months={months} />
        <ButtonLink size="sm" href="/finance/rates">
          Exchange rates
        </ButtonLink>
        {canPlatform(ctx, 'statements:issue') && month < current && (
          <CloseAllButton key={month} month={month} />
        )}
      </div>
      {tenants.length === 0 ? (
        <EmptyState
          icon={<FileText />}
          title="No tenants"
          text="A statement begins with the day on which a tenant comes."
        />
      ) : (
        <Card flush>
          <ul className="divide-y divide-line">
            {tenants.map((tenant) => (
              <Row key={tenant.id} tenant={tenant} month={given} />
            ))}
          </ul>
        </Card>
      )}
    </PageBody>
  );
}

function Row({ tenant, month }: { tenant: ListedTenant; month: string | undefined }) {
  const { number, currency, dueMinor, notes } = tenant;
  return (
    <li className="flex flex-wrap justify-between gap-x-4 px-5 py-3 text-sm">
      <span className="min-w-0 break-words">
        <Link
          href={`/finance/statements/${tenant.id}${month ? `?month=${month}` : ''}`}
          className="text-accent-text hover:underline"
        >
          {tenant.name}
        </Link>
        <span className="block text-ink-faint text-xs">
          {planName(tenant.plan as Plan)} · {tenant.zone}
        </span>
      </span>
      <span className="text-right">
        {number && dueMinor && currency ? (
          <>
            <span className="tabular block">{moneyIn(dueMinor, currency as Currency)}</span>
            <span className="block break-words text-ink-faint text-xs">
              {[number, notes > 0 && `${notes} credit notes`].filter(Boolean).join(' · ')}
            </span>
          </>
        ) : (
          <span className="text-ink-faint">Not closed</span>
        )}
      </span>
    </li>
  );
}
