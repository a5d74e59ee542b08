import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { CreateKeyDialog } from '@/components/api-keys/create-key-dialog';
import { KeyList } from '@/components/api-keys/key-list';
import { KeySnippets } from '@/components/api-keys/key-snippets';
import { PageBody } from '@/components/shell/page-body';
import { ButtonLink } from '@/components/ui/button-link';
import { PageHeader } from '@/components/ui/page-header';
import { listKeys } from '@/lib/api-keys/queries';
import { tenantPage } from '@/lib/http/page-context';
import { policyOf } from '@/lib/tenancy/policy';
import { can } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'API keys' };

export default async function KeysPage({ params }: { params: Promise<{ tenant: string }> }) {
  const ctx = await tenantPage((await params).tenant);
  // Beside the layout's check, with which the page runs at the same time.
  if (!can(ctx, 'keys:manage')) notFound();
  const [keys, policy] = await Promise.all([listKeys(ctx), policyOf(ctx)]);
  return (
    <PageBody>
      <PageHeader
        title="API keys"
        description="For programs that use this workspace. A key acts for itself: it reads the folders that everyone reads, and stays when whoever created it leaves."
        actions={
          <>
            <ButtonLink href={`/t/${ctx.slug}/budgets`}>Budgets</ButtonLink>
            <CreateKeyDialog slug={ctx.slug} />
          </>
        }
      />
      <KeyList slug={ctx.slug} keys={keys} />
      <KeySnippets model={policy.models[0] ?? ''} />
    </PageBody>
  );
}
