import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Money } from '@/components/console/money';
import { CloseButton } from '@/components/finance/chargeback/close-button';
import { CreditButton } from '@/components/finance/chargeback/credit-button';
import { moneyIn } from '@/components/finance/chargeback/money-in';
import { TermsButton } from '@/components/finance/chargeback/terms-button';
import { AdjustButton } from '@/components/finance/statement/adjust-button';
import { lineLinks } from '@/components/finance/statement/line-links';
import { StatementView } from '@/components/finance/statement/statement-view';
import { PageBody } from '@/components/shell/page-body';
import { Alert } from '@/components/ui/alert';
import { formatCount } from '@/components/ui/format';
import { PageHeader } from '@/components/ui/page-header';
import { leftOf } from '@/lib/finance/chargeback/credit-lines';
import { readTermsOf } from '@/lib/finance/chargeback/queries';
import { readArrivedLater } from '@/lib/finance/statement/arrived-later';
import { readLineSources } from '@/lib/finance/statement/line-sources';
import { readStatement } from '@/lib/finance/statement/read-statement';
import {
  statementParams,
  statementTenant,
  type TenantStatement,
} from '@/lib/finance/statement/schema';
import { orNotFound } from '@/lib/http/or-not-found';
import { platformPage } from '@/lib/http/page-context';
import type { PlatformContext } from '@/lib/tenancy/context';
import { canPlatform } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Statement' };

interface StatementPageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function StatementPage({ params, searchParams }: StatementPageProps) {
  const ctx = await platformPage();
  const id = statementTenant.safeParse((await params).id);
  if (!id.success) notFound();
  const { month } = statementParams.parse(await searchParams);
  const data = await orNotFound(readStatement(ctx, id.data, month));
  const { tenant, statement } = data;
  const later = await readArrivedLater(ctx, tenant.id, statement);
  const sources = await readLineSources(ctx, tenant.id, statement);
  const policyHref = canPlatform(ctx, 'tenants:read')
    ? `/console/tenants/${tenant.id}/policy`
    : undefined;
  return (
    <PageBody>
      <PageHeader
        title={`Statement of ${tenant.name}`}
        breadcrumb={[{ label: 'Statements', href: '/finance/statements' }, { label: tenant.name }]}
        description="Fees, included usage, overage, add-ons and corrections, computed from the ledger."
      />
      {later && (
        <Alert
          className="mb-4"
          kind="info"
          title={`${formatCount(later.calls)} ${later.calls === 1 ? 'call' : 'calls'} of this month arrived after its close`}
          text={
            <>
              They come to <Money nano={later.priceNano} />, are on a later statement, and are in
              the files of this one’s requests beside what its lines say.
            </>
          }
        />
      )}
      <StatementView
        data={data}
        linksOf={(line) => lineLinks(line, { tenantId: tenant.id, statement, sources, policyHref })}
        fileOf={(format) =>
          `/api/finance/statement.${format}?tenant=${tenant.id}&month=${statement.month}`
        }
        actions={<Actions ctx={ctx} data={data} />}
      />
    </PageBody>
  );
}

/** What finance changes; nothing for whoever only reads. */
function Actions({ ctx, data }: { ctx: PlatformContext; data: TenantStatement }) {
  const { tenant, statement, closable, leavesEarlier } = data;
  const { issued, settlement, month } = statement;
  const key = `${month} ${issued?.creditNotes.length ?? 'open'}`;
  return (
    <>
      {canPlatform(ctx, 'statements:issue') && (
        <>
          {closable && settlement && !issued && (
            <CloseButton
              tenantId={tenant.id}
              name={tenant.name}
              month={month}
              totalNano={statement.totalNano}
              dueMinor={settlement.dueMinor}
              due={moneyIn(settlement.dueMinor, settlement.terms.currency)}
              leavesEarlier={leavesEarlier}
            />
          )}
          {issued && (
            <CreditButton
              key={key}
              tenantId={tenant.id}
              statementId={issued.id}
              number={issued.number}
              seenNotes={issued.creditNotes.length}
              left={leftOf(statement.lines, issued.creditNotes).map((amount, line) => ({
                label: statement.lines[line]?.label ?? '',
                amountNano: amount.toString(),
              }))}
            />
          )}
          <TermsOf ctx={ctx} tenantId={tenant.id} />
        </>
      )}
      {canPlatform(ctx, 'ledger:correct') && (
        <AdjustButton key={month} tenantId={tenant.id} name={tenant.name} month={month} />
      )}
    </>
  );
}

async function TermsOf({ ctx, tenantId }: { ctx: PlatformContext; tenantId: string }) {
  const terms = await readTermsOf(ctx, tenantId);
  return <TermsButton key={terms.version} tenantId={tenantId} terms={terms} />;
}
