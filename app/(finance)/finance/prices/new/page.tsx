import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { PriceForm } from '@/components/finance/prices/price-form';
import { BOOK_LABEL } from '@/components/finance/prices/price-words';
import { PageBody } from '@/components/shell/page-body';
import { PageHeader } from '@/components/ui/page-header';
import { now } from '@/lib/clock';
import { readPrices } from '@/lib/finance/prices/read-prices';
import { BOOKS } from '@/lib/finance/prices/schema';
import { platformPage } from '@/lib/http/page-context';

export const metadata: Metadata = { title: 'New prices' };

interface NewPricesPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function NewPricesPage({ searchParams }: NewPricesPageProps) {
  const ctx = await platformPage('finance');
  const query = await searchParams;
  const book = BOOKS.find((each) => each === query.book) ?? 'price';
  const { versions } = await readPrices(ctx);
  const ofBook = versions.filter((each) => each.book === book);
  const from = ofBook.find((each) => each.state === 'current') ?? ofBook[0];
  const other = versions.find((each) => each.book !== book && each.state === 'current');
  const withdrawn = ofBook.find(
    (each) => String(each.id) === query.withdraw && each.state === 'ahead',
  );
  const [newest] = ofBook;
  if (!from || !newest) notFound();
  return (
    <PageBody width="wide">
      <PageHeader
        title={withdrawn ? `Withdraw version ${withdrawn.id}` : 'New prices'}
        breadcrumb={[
          { label: 'Prices', href: `/finance/prices?book=${book}` },
          { label: BOOK_LABEL[book] },
        ]}
        description={
          withdrawn
            ? `The prices of version ${from.id} begin anew when version ${withdrawn.id} would have begun, and take its place. It stays in the history.`
            : `Begins with version ${from.id}. What you save is another version; those before it stay as they are.`
        }
      />
      <PriceForm
        key={`${newest.id} ${withdrawn?.id}`}
        from={from}
        basedOn={newest.id}
        others={other?.lines ?? []}
        versions={versions.filter((each) => each.state === 'current' || each.state === 'ahead')}
        at={now().toISOString()}
        startsAt={withdrawn?.startsAt ?? null}
      />
    </PageBody>
  );
}
