import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { FoldersCard } from '@/components/documents/folders-card';
import { GroupsCard } from '@/components/documents/groups-card';
import { TagsCard } from '@/components/documents/tags-card';
import { PageBody } from '@/components/shell/page-body';
import { PageHeader } from '@/components/ui/page-header';
import { listFolders } from '@/lib/documents/folders/queries';
import { listGroups } from '@/lib/documents/groups/queries';
import { listDocuments } from '@/lib/documents/queries';
import { tenantPage } from '@/lib/http/page-context';
import { listMembers } from '@/lib/people/queries';
import { can } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Folders and groups' };

export default async function FoldersPage({ params }: { params: Promise<{ tenant: string }> }) {
  const ctx = await tenantPage((await params).tenant);
  if (!can(ctx, 'folders:manage')) notFound();
  const [{ tags }, folders, groups, members] = await Promise.all([
    listDocuments(ctx, { limit: 1 }),
    listFolders(ctx),
    listGroups(ctx),
    listMembers(ctx),
  ]);
  const people = members
    .filter(({ keptUnderHold }) => !keptUnderHold)
    .map(({ id, name, email }) => ({ id, name, detail: email }));
  return (
    <PageBody>
      <PageHeader
        breadcrumb={[
          { label: 'Documents', href: `/t/${ctx.slug}/documents` },
          { label: 'Folders and groups' },
        ]}
        title="Folders and groups"
        description="Who may read which documents. Owners and admins may read all of them."
      />
      <div className="grid items-start gap-6 xl:grid-cols-2">
        <FoldersCard
          slug={ctx.slug}
          folders={folders}
          groups={groups.map(({ id, name, memberIds }) => ({
            id,
            name,
            detail: `${memberIds.length} ${memberIds.length === 1 ? 'person' : 'people'}`,
          }))}
          people={people}
        />
        <GroupsCard slug={ctx.slug} groups={groups} people={people} />
        <TagsCard slug={ctx.slug} tags={tags} />
      </div>
    </PageBody>
  );
}
