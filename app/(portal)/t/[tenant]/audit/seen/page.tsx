import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { hrefWith, type Params } from '@/components/console/href';
import { RangeBar } from '@/components/console/range-bar';
import { AskForm } from '@/components/forensics/ask-form';
import { SightsTable } from '@/components/forensics/sights-table';
import { TextField } from '@/components/forensics/text-field';
import { PageBody } from '@/components/shell/page-body';
import { PageHeader } from '@/components/ui/page-header';
import { CsvLink } from '@/components/usage/csv-link';
import { clock } from '@/lib/clock';
import { parseRange } from '@/lib/console/range/schema';
import { forensicsParams } from '@/lib/forensics/schema';
import { whoSaw } from '@/lib/forensics/who-saw';
import { tenantPage } from '@/lib/http/page-context';
import { can } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Who saw a document' };

interface SeenPageProps {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Params>;
}

export default async function SeenPage({ params, searchParams }: SeenPageProps) {
  const ctx = await tenantPage((await params).tenant);
  // Beside the layout's check, with which the page runs at the same time.
  if (!can(ctx, 'audit:read')) notFound();
  const query = await searchParams;
  const { document } = forensicsParams.parse(query);
  const range = parseRange(query, clock().now(), '30d');
  const path = `/t/${ctx.slug}/audit/seen`;
  const sights = document ? await whoSaw(ctx, document, range) : undefined;
  return (
    <PageBody width="wide">
      <PageHeader
        title="Who saw a document"
        breadcrumb={[
          { label: 'Audit log', href: `/t/${ctx.slug}/audit` },
          { label: 'Who saw a document' },
        ]}
        description="Who opened it, was shown passages or citations of it, or took it out of the workspace. Readings within a minute are one entry."
        actions={
          sights && (
            <CsvLink
              href={hrefWith(`/api/t/${ctx.slug}/audit/seen.csv`, query, {
                range: null,
                from: range.from,
                to: range.to,
              })}
            />
          )
        }
      />
      <RangeBar path={path} params={query} range={range} />
      <AskForm path={path} keep={{ range: query.range, from: query.from, to: query.to }}>
        <TextField
          label="Id of the document"
          name="document"
          value={document}
          placeholder="As its address has it"
        />
      </AskForm>
      {sights && <SightsTable sights={sights} />}
    </PageBody>
  );
}
