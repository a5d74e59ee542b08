import { Receipt } from 'lucide-react';
import type { Metadata } from 'next';
import type { Params } from '@/components/console/href';
import { WhatIfForm } from '@/components/finance/planning/what-if-form';
import { WhatIfTable } from '@/components/finance/planning/what-if-table';
import { PageBody } from '@/components/shell/page-body';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { formatCount } from '@/components/ui/format';
import { PageHeader } from '@/components/ui/page-header';
import { readChoices } from '@/lib/finance/planning/read-choices';
import { whatIfParams } from '@/lib/finance/planning/schema';
import { whatIf } from '@/lib/finance/planning/what-if';
import { platformPage } from '@/lib/http/page-context';
import { PLANS } from '@/lib/tenancy/schema';

export const metadata: Metadata = { title: 'What if' };

/** Of each, one alone changes nothing. */
const HALVES = [
  ['fromPlan', 'toPlan', 'No plan is changed yet'],
  ['fromModel', 'toModel', 'No model is changed yet'],
] as const;

export default async function WhatIfPage({ searchParams }: { searchParams: Promise<Params> }) {
  const ctx = await platformPage();
  const params = whatIfParams.parse(await searchParams);
  const [result, choices] = [await whatIf(ctx, params), await readChoices(ctx)];
  return (
    <PageBody width="wide">
      <PageHeader
        title="What if"
        description="Last month’s calls (UTC), with other plans, another model for the same tokens, or other prices. A call whose plan and model stay keeps what was booked; of another, its tokens are priced by the versions in force now. The bill is each plan’s fee and the usage beyond what it includes, without add-ons, also of tenants that called nothing. Corrections of calls are in none of the figures. Nothing is saved."
      />
      <WhatIfForm
        plans={PLANS}
        models={choices.models}
        tenants={choices.tenants}
        priceBp={params.priceBp}
      />
      {HALVES.map(
        ([from, to, title]) =>
          Boolean(params[from]) !== Boolean(params[to]) && (
            <Alert
              key={title}
              className="mb-4"
              kind="info"
              title={title}
              text="Choose which it is now and which it would be."
            />
          ),
      )}
      {result.unpriced > 0 && (
        <Alert
          className="mb-4"
          kind="warn"
          title={`${formatCount(result.unpriced)} calls stay as they were`}
          text="The new model has no price in force for their plan."
        />
      )}
      {result.rows.length === 0 ? (
        <EmptyState
          icon={<Receipt />}
          title="No tenants"
          text={`No tenant was there in ${result.month} (UTC): there is nothing to compare.`}
        />
      ) : (
        <Card flush title={`Effect on ${result.month}`}>
          <WhatIfTable result={result} />
        </Card>
      )}
    </PageBody>
  );
}
