import { Plus, Tag } from 'lucide-react';
import type { Metadata } from 'next';
import { PriceHistory } from '@/components/finance/prices/price-history';
import { BOOK_LABEL } from '@/components/finance/prices/price-words';
import { PlanTermsTable, PricesTable } from '@/components/finance/prices/prices-table';
import { PageBody } from '@/components/shell/page-body';
import { ButtonLink } from '@/components/ui/button-link';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { formatDateTime } from '@/components/ui/format';
import { PageHeader } from '@/components/ui/page-header';
import { SegmentedControl } from '@/components/ui/segmented-control';
import { readPrices } from '@/lib/finance/prices/read-prices';
import { BOOKS } from '@/lib/finance/prices/schema';
import { platformPage } from '@/lib/http/page-context';
import { canPlatform } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Prices' };

interface PricesPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function PricesPage({ searchParams }: PricesPageProps) {
  const ctx = await platformPage();
  const asked = (await searchParams).book;
  const book = BOOKS.find((each) => each === asked) ?? 'price';
  const { versions } = await readPrices(ctx);
  const ofBook = versions.filter((each) => each.book === book);
  const current = ofBook.find((each) => each.state === 'current');
  const canEdit = canPlatform(ctx, 'prices:edit');
  return (
    <PageBody width="wide">
      <PageHeader
        title="Prices"
        description="Versions with a start; none is ever changed. A call is priced by the versions that its reservation names."
        actions={
          canEdit && (
            <ButtonLink href={`/finance/prices/new?book=${book}`} size="sm" variant="primary">
              <Plus aria-hidden /> New version
            </ButtonLink>
          )
        }
      />
      <div className="mb-5">
        <SegmentedControl
          label="Book"
          items={BOOKS.map((each) => ({
            label: BOOK_LABEL[each],
            href: `/finance/prices?book=${each}`,
            active: each === book,
          }))}
        />
      </div>
      {current ? (
        <div className="mb-6 space-y-5">
          <Card
            flush
            title={`Version ${current.id}, in force`}
            description={`Since ${formatDateTime(current.startsAt)} UTC. Dollars a million tokens; a batch call pays the percentage of its whole charge, rounded up to a nano-dollar.`}
          >
            <PricesTable version={current} />
          </Card>
          {book === 'price' && (
            <Card flush title="Plans">
              <PlanTermsTable plans={current.plans} />
            </Card>
          )}
        </div>
      ) : (
        <EmptyState
          icon={<Tag />}
          title="No prices are in force"
          text="Until a version is, every call is refused: an unpriced model is never free."
        />
      )}
      <Card flush title="History">
        <PriceHistory versions={ofBook} canEdit={canEdit} />
      </Card>
    </PageBody>
  );
}
