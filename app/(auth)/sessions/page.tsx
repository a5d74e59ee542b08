import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { SessionList } from '@/components/sessions/session-list';
import { AuthCard } from '@/components/shell/auth-card';
import { ButtonLink } from '@/components/ui/button-link';
import { currentPerson, sessionToken } from '@/lib/identity/current-session';
import { listOwnSessions } from '@/lib/identity/own-sessions';

export const metadata: Metadata = { title: 'Where you are signed in' };

/** Of the account, whatever workspaces it belongs to. */
export default async function SessionsPage() {
  const [token, person] = await Promise.all([sessionToken(), currentPerson()]);
  if (!token || !person) redirect('/sign-in?next=%2Fsessions');
  if (person.owesSecondFactor) redirect('/sign-in/second-factor?next=%2Fsessions');
  return (
    <AuthCard
      title="Where you are signed in"
      description={`As ${person.email}. End what you do not know, then change your password.`}
      footer={<ButtonLink href="/workspaces">Back to your workspaces</ButtonLink>}
    >
      <SessionList sessions={await listOwnSessions(token)} />
    </AuthCard>
  );
}
