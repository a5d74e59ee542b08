import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Reference } from '@/components/api-reference/reference';
import { PageBody } from '@/components/shell/page-body';
import { ButtonLink } from '@/components/ui/button-link';
import { PageHeader } from '@/components/ui/page-header';
import { env } from '@/lib/env';
import { buildReference } from '@/lib/http/openapi/build-reference';
import { tenantPage } from '@/lib/http/page-context';
import { openApiDocument } from '@/lib/http/v1/routes';
import { can } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'API reference' };

interface ApiReferencePageProps {
  params: Promise<{ tenant: string }>;
}

export default async function ApiReferencePage({ params }: ApiReferencePageProps) {
  const ctx = await tenantPage((await params).tenant);
  // Beside the layout's check, with which the page runs at the same time.
  if (!can(ctx, 'keys:manage')) notFound();
  const origin = env.PUBLIC_URL?.replace(/\/$/, '') ?? `http://localhost:${env.PORT}`;
  return (
    <PageBody width="wide">
      <PageHeader
        title="API reference"
        description="What programs with a key of this workspace can do. The Messages API is Anthropic’s: its SDKs need this address and a key, nothing else."
        actions={
          <>
            <ButtonLink href={`/t/${ctx.slug}/keys`} variant="secondary">
              API keys
            </ButtonLink>
            <a
              href="/v1/openapi.json"
              className="text-accent-text text-sm underline-offset-4 hover:underline"
            >
              OpenAPI document
            </a>
          </>
        }
      />
      <Reference reference={buildReference(openApiDocument(), origin)} />
    </PageBody>
  );
}
