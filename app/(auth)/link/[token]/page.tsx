import type { Metadata } from 'next';
import { AuthCard } from '@/components/shell/auth-card';
import { ButtonLink } from '@/components/ui/button-link';
import { readLink } from '@/lib/identity/one-time-links';
import { AccountForm } from './account-form';
import { JoinCard } from './join-card';

export const metadata: Metadata = { title: 'Your account', referrer: 'no-referrer' };

export default async function LinkPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const link = await readLink(token);
  if (!link) {
    return (
      <AuthCard
        title="This link no longer works"
        description="It was used already, is too old, or a newer one took its place. Whoever sent it to you can make a new one."
      >
        <ButtonLink href="/sign-in" variant="primary" className="w-full">
          Go to the sign-in
        </ButtonLink>
      </AuthCard>
    );
  }
  if (link.purpose === 'first_operator') {
    return (
      <AuthCard
        title="Create the first operator"
        description="The operator runs this platform: creates tenants, sets their limits and watches their traffic."
      >
        <AccountForm link={token} />
      </AuthCard>
    );
  }
  if (link.purpose === 'join') return <JoinCard token={token} link={link} />;
  return (
    <AuthCard
      title={`Welcome, ${link.name}`}
      description="Choose the password you will sign in with."
    >
      <AccountForm link={token} email={link.email} />
    </AuthCard>
  );
}
