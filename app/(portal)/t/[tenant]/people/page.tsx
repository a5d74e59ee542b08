import type { Metadata } from 'next';
import { isActive } from '@/components/operations/operation-words';
import { WatchOperations } from '@/components/operations/watch-operations';
import { AddMemberDialog } from '@/components/people/add-member-dialog';
import { MemberList } from '@/components/people/member-list';
import { OwnMembership } from '@/components/people/own-membership';
import { PageBody } from '@/components/shell/page-body';
import { ButtonLink } from '@/components/ui/button-link';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { tenantPage } from '@/lib/http/page-context';
import { listOwnOperations } from '@/lib/operations/list-operations';
import { listMembers } from '@/lib/people/queries';
import { can } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'People' };

export default async function PeoplePage({ params }: { params: Promise<{ tenant: string }> }) {
  const ctx = await tenantPage((await params).tenant);
  const owner = ctx.principal.role === 'owner';
  const [members, operations] = await Promise.all([
    listMembers(ctx),
    owner ? listOwnOperations(ctx) : [],
  ]);
  const erasing = operations.some((each) => each.kind === 'erase_member' && isActive(each));
  const owners = members.filter(({ role, invited }) => role === 'owner' && !invited).length;
  return (
    <PageBody>
      {erasing && <WatchOperations />}
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
      <MemberList slug={ctx.slug} members={members} changesRoles={owner} />
      <Card title="Your membership" className="mt-6">
        <OwnMembership
          slug={ctx.slug}
          name={ctx.tenantName}
          owner={owner}
          lastOwner={owner && owners === 1}
        />
      </Card>
    </PageBody>
  );
}
