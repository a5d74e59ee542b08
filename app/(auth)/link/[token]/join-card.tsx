import Link from 'next/link';
import { AuthCard } from '@/components/shell/auth-card';
import { ButtonLink } from '@/components/ui/button-link';
import { currentPerson } from '@/lib/identity/current-session';
import { JoinForm } from './join-form';

interface JoinCardProps {
  token: string;
  link: { userId: string; email: string; workspace: string };
}

/** An invitation of somebody who has an account: only that person, signed in, can accept it. */
export async function JoinCard({ token, link }: JoinCardProps) {
  const person = await currentPerson();
  const title = `Join ${link.workspace}`;
  if (!person) {
    return (
      <AuthCard
        title={title}
        description={`This invitation is for ${link.email}. Sign in with that address to accept it. If you never chose a password, the invitation to your first workspace is the way to one.`}
      >
        <ButtonLink
          href={`/sign-in?next=${encodeURIComponent(`/link/${token}`)}`}
          variant="primary"
          className="w-full"
        >
          Sign in
        </ButtonLink>
      </AuthCard>
    );
  }
  if (person.userId !== link.userId) {
    return (
      <AuthCard
        title={title}
        description={`This invitation is for ${link.email}, and you are signed in as ${person.email}. Sign out, then open the link again.`}
      >
        <ButtonLink href="/sign-out" variant="primary" className="w-full">
          Sign out
        </ButtonLink>
      </AuthCard>
    );
  }
  return (
    <AuthCard
      title={title}
      description={`You are invited as ${link.email}. Its administrators will see your name and address.`}
      footer={
        <p className="text-center">
          <Link href="/workspaces" className="text-accent-text underline underline-offset-4">
            Not now
          </Link>
        </p>
      }
    >
      <JoinForm link={token} />
    </AuthCard>
  );
}
