import type { Metadata } from 'next';
import { AddMemberDialog } from '@/components/people/add-member-dialog';
import { MemberList } from '@/components/people/member-list';
import { PageBody } from '@/components/shell/page-body';
import { ButtonLink } from '@/components/ui/button-link';
import { PageHeader } from '@/components/ui/page-header';
import { tenantPage } from '@/lib/http/page-context';
import { listMembers } from '@/lib/people/queries';
import { can } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'People' };

export default async function PeoplePage({ params }: { params: Promise<{ tenant: string }> }) {
  const ctx = await tenantPage((await params).tenant);
  const owner = ctx.principal.role === 'owner';
  return (
    <PageBody>
      <PageHeader
        title="People"
        description="Who belongs to this workspace. Owners and admins manage documents and people; members ask."
        actions={
          can(ctx, 'members:manage') && (
            <>
              <ButtonLink href={`/t/${ctx.slug}/documents/folders`}>Groups</ButtonLink>
              <AddMemberDialog slug={ctx.slug} addsAdmins={owner} />
            </>
          )
        }
      />
      <MemberList slug={ctx.slug} members={await listMembers(ctx)} changesRoles={owner} />
    </PageBody>
  );
}
