import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { AuthCard } from '@/components/shell/auth-card';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { signOutAction } from '@/lib/identity/actions';
import { currentPerson } from '@/lib/identity/current-session';

export const metadata: Metadata = { title: 'Sign out' };

/** A question and a form, since following a link must not sign anybody out. */
export default async function SignOutPage() {
  const person = await currentPerson();
  if (!person) redirect('/sign-in');
  return (
    <AuthCard title="Sign out?" description={`You are signed in as ${person.email}.`}>
      <form action={signOutAction} className="flex flex-col gap-3">
        <Button type="submit" variant="primary">
          Sign out
        </Button>
        <ButtonLink href="/workspaces">Stay signed in</ButtonLink>
      </form>
    </AuthCard>
  );
}
