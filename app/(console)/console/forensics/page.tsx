import type { Metadata } from 'next';
import { hrefWith, type Params } from '@/components/console/href';
import { RangeBar } from '@/components/console/range-bar';
import { AccountField } from '@/components/forensics/account-field';
import { AskForm } from '@/components/forensics/ask-form';
import { LineTable } from '@/components/forensics/line-table';
import { ServedTable } from '@/components/forensics/served-table';
import { SightsTable } from '@/components/forensics/sights-table';
import { TextField } from '@/components/forensics/text-field';
import { PageBody } from '@/components/shell/page-body';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { CsvLink } from '@/components/usage/csv-link';
import { clock } from '@/lib/clock';
import { parseRange } from '@/lib/console/range/schema';
import { readInvoiceLine } from '@/lib/forensics/invoice-line';
import { forensicsParams } from '@/lib/forensics/schema';
import { readServedTenants } from '@/lib/forensics/served-tenants';
import { whoSawIn } from '@/lib/forensics/who-saw';
import { orNotFound } from '@/lib/http/or-not-found';
import { platformPage } from '@/lib/http/page-context';

export const metadata: Metadata = { title: 'Forensics' };

const PATH = '/console/forensics';

export default async function ForensicsPage({ searchParams }: { searchParams: Promise<Params> }) {
  const ctx = await platformPage('operator', 'auditor');
  const query = await searchParams;
  const asked = forensicsParams.parse(query);
  const range = parseRange(query, clock().now(), '30d');
  const { tenant, document, month, line, account, hour } = asked;
  const [sights, entries, served] = await orNotFound(
    Promise.all([
      tenant && document ? whoSawIn(ctx, tenant, document, range) : undefined,
      tenant && month && line
        ? readInvoiceLine(ctx, { tenantId: tenant, month, model: line })
        : undefined,
      account && hour ? readServedTenants(ctx, { account, hour }) : undefined,
    ]),
  );
  const file = (params: Params) => hrefWith('/api/console/forensics.csv', params, {});
  return (
    <PageBody width="wide">
      <PageHeader
        title="Forensics"
        description="Answers to disputes and investigations, by ids: no name and no content of a tenant is in them. Each look is an entry of the audit log."
      />
      <div className="space-y-6">
        <Card
          aria-label="Who saw a document"
          title="Who saw a document"
          actions={
            sights && <CsvLink href={file({ tenant, document, from: range.from, to: range.to })} />
          }
        >
          <RangeBar path={PATH} params={query} range={range} />
          <AskForm path={PATH} keep={{ range: query.range, from: query.from, to: query.to }}>
            <TextField label="Id of the tenant" name="tenant" value={tenant} />
            <TextField label="Id of the document" name="document" value={document} />
          </AskForm>
          {sights && <SightsTable sights={sights} />}
        </Card>
        <Card
          aria-label="Requests of an invoice line"
          title="Requests of an invoice line"
          description="A usage line is a model’s calls within the tenant’s month."
          actions={entries && <CsvLink href={file({ tenant, month, line })} />}
        >
          <AskForm path={PATH}>
            <TextField label="Id of the tenant" name="tenant" value={tenant} />
            <TextField label="Month" name="month" type="month" value={month} />
            <TextField
              label="Line (model)"
              name="line"
              value={line}
              placeholder="claude-haiku-5-5"
            />
          </AskForm>
          {entries && tenant && <LineTable line={entries} tenantId={tenant} />}
        </Card>
        <Card
          aria-label="Tenants that an account served"
          title="Tenants that an account served"
          description="Within the hour that begins then, by the time at which calls were booked."
          actions={served && <CsvLink href={file({ account, hour: query.hour })} />}
        >
          <AskForm path={PATH}>
            <AccountField value={account} />
            <TextField
              label="Hour (UTC)"
              name="hour"
              type="datetime-local"
              value={hour?.slice(0, 16)}
            />
          </AskForm>
          {served && <ServedTable served={served} />}
        </Card>
      </div>
    </PageBody>
  );
}
