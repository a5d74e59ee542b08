import { Download } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { hrefWith, NO_CURSOR, type Params } from '@/components/console/href';
import { DayRangeBar } from '@/components/finance/day-range-bar';
import { FinanceFilters } from '@/components/finance/finance-filters';
import { LedgerTable } from '@/components/finance/ledger-table';
import { SumsAgree } from '@/components/finance/showback/sums-agree';
import { PageBody } from '@/components/shell/page-body';
import { Alert } from '@/components/ui/alert';
import { buttonVariants } from '@/components/ui/button-variants';
import { PageHeader } from '@/components/ui/page-header';
import { clock } from '@/lib/clock';
import { readLedger } from '@/lib/finance/read-ledger';
import { financeParams, ledgerFilter, parseDays } from '@/lib/finance/schema';
import { platformPage } from '@/lib/http/page-context';
import { canPlatform } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Ledger' };

const PATH = '/finance/ledger';

export default async function LedgerPage({ searchParams }: { searchParams: Promise<Params> }) {
  const ctx = await platformPage();
  const query = await searchParams;
  const params = financeParams.parse(query);
  const range = parseDays(params, clock().now());
  const view = await readLedger(ctx, ledgerFilter(params, range), params);
  return (
    <PageBody width="wide">
      <PageHeader
        title="Ledger"
        description="One row for each call of a model, never changed afterwards: a correction is a row of its own. Calls of the self-test’s tenants are the platform’s own and are left out."
        actions={
          <a
            href={hrefWith('/api/finance/ledger.csv', query, NO_CURSOR)}
            download
            className={buttonVariants({ size: 'sm' })}
          >
            <Download aria-hidden /> CSV of all rows
          </a>
        }
      />
      <DayRangeBar path={PATH} params={query} range={range} />
      <FinanceFilters choices={view.choices} />
      {(params.entry || params.usage === 'corrections') && (
        <Alert
          className="mb-4"
          kind="info"
          title={params.entry ? 'One row is looked for' : 'Corrections of calls alone are shown'}
          text={
            <Link
              href={hrefWith(PATH, query, { ...NO_CURSOR, entry: null, usage: null })}
              className="underline underline-offset-2"
            >
              Show all rows of these days
            </Link>
          }
        />
      )}
      {view.showback && <SumsAgree rows={view.totals} shown={view.showback} />}
      <LedgerTable
        page={view.page}
        totals={view.totals}
        path={PATH}
        params={query}
        traces={canPlatform(ctx, 'traces:read')}
        canCorrect={canPlatform(ctx, 'ledger:correct')}
      />
    </PageBody>
  );
}
