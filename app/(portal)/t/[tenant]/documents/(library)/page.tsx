import { FolderLock } from 'lucide-react';
import type { Metadata } from 'next';
import { Library } from '@/components/documents/library';
import { DueDocuments } from '@/components/retention/due-documents';
import { PageBody } from '@/components/shell/page-body';
import { ButtonLink } from '@/components/ui/button-link';
import { PageHeader } from '@/components/ui/page-header';
import { listFolders } from '@/lib/documents/folders/queries';
import { listDocuments, uploadLimits } from '@/lib/documents/queries';
import { libraryParams } from '@/lib/documents/schema';
import { tenantPage } from '@/lib/http/page-context';
import { listDueDocuments } from '@/lib/lifecycle/retention/due-documents';
import { can } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Documents' };

interface DocumentsPageProps {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function DocumentsPage({ params, searchParams }: DocumentsPageProps) {
  const ctx = await tenantPage((await params).tenant);
  const [initial, folders, { maxBytes }, due] = await Promise.all([
    listDocuments(ctx, libraryParams.parse(await searchParams)),
    listFolders(ctx),
    uploadLimits(ctx),
    listDueDocuments(ctx),
  ]);
  return (
    <PageBody width="wide">
      <PageHeader
        title="Documents"
        description={
          can(ctx, 'documents:upload')
            ? 'What the answers of this workspace rest on. Who may read a folder may ask about it.'
            : 'What you may read and ask about.'
        }
        actions={
          can(ctx, 'folders:manage') && (
            <ButtonLink href={`/t/${ctx.slug}/documents/folders`}>
              <FolderLock aria-hidden /> Folders, groups and tags
            </ButtonLink>
          )
        }
      />
      <DueDocuments slug={ctx.slug} documents={due} />
      <Library
        slug={ctx.slug}
        personId={ctx.principal.id}
        initial={initial}
        folders={folders}
        firstFolder={[...folders].sort((a, b) => a.createdAt.localeCompare(b.createdAt))[0]}
        canUpload={can(ctx, 'documents:upload')}
        maxBytes={maxBytes}
      />
    </PageBody>
  );
}
