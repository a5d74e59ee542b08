import type { Metadata } from 'next';
import { PageBody } from '@/components/shell/page-body';
import { GrantForm } from '@/components/support/grant-form';
import { GrantList } from '@/components/support/grant-list';
import { MembersGrantCard } from '@/components/support/members-grant-card';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { tenantPage } from '@/lib/http/page-context';
import { readSupportPage } from '@/lib/support-access/queries';
import { readSubject } from '@/lib/support-access/read-subject';
import { can } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Support access' };

interface SupportPageProps {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function SupportAccessPage({ params, searchParams }: SupportPageProps) {
  const ctx = await tenantPage((await params).tenant);
  const { conversation, answer } = await searchParams;
  const asked = { conversation: one(conversation), answer: one(answer) };
  const [page, subject] = await Promise.all([readSupportPage(ctx), readSubject(ctx, asked)]);
  const wanted = asked.conversation ?? asked.answer;
  return (
    <PageBody>
      <PageHeader
        title="Support access"
        description="Lets one person of the platform, by name, read one conversation for a day at most. Each grant and each reading is in the audit log."
      />
      {subject && page.may && (
        <Card title="Let support read" className="mb-6">
          <GrantForm
            key={subject.id}
            slug={ctx.slug}
            subject={subject}
            operators={page.operators}
          />
        </Card>
      )}
      {(!subject || !page.may) && (
        <p className="mb-6 text-pretty text-ink-soft text-sm leading-relaxed">
          {advice(page.may, wanted !== undefined)}
        </p>
      )}
      <Card flush title="Granted" className="mb-6">
        <GrantList slug={ctx.slug} grants={page.grants} />
      </Card>
      <MembersGrantCard
        slug={ctx.slug}
        membersGrant={page.membersGrant}
        decides={can(ctx, 'support:settings')}
      />
    </PageBody>
  );
}

function one(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function advice(may: boolean, asked: boolean): string {
  if (!may) return 'In this workspace members do not let support read. Ask an administrator.';
  return asked
    ? 'There is no such conversation that you may read.'
    : 'To grant access, open the menu of a conversation and choose “Let support read”, or “Why this answer” below an answer.';
}
