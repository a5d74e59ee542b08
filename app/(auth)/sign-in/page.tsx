import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { AuthCard } from '@/components/shell/auth-card';
import { Alert } from '@/components/ui/alert';
import { clientAddress } from '@/lib/identity/client-address';
import { currentPerson } from '@/lib/identity/current-session';
import { demoSignIns } from '@/lib/identity/demo-sign-ins';
import { singleSignOnName } from '@/lib/identity/providers';
import { safePath } from '@/lib/identity/safe-path';
import { SignInForm } from './sign-in-form';

export const metadata: Metadata = { title: 'Sign in' };

/** Codes with which next-auth comes back from single sign-on. */
const PROBLEMS = new Map([
  [
    'NoAccount',
    'Nobody here has the verified e-mail address of that account. Ask an administrator of your workspace to add you.',
  ],
  ['AccessDenied', 'The other side did not let you in.'],
  ['OAuthCallback', 'The sign-in was not completed. Try again.'],
]);

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function SignInPage({ searchParams }: Props) {
  const query = await searchParams;
  const next = safePath(query.next);
  const again = 'again' in query;
  if (!again && (await currentPerson())) redirect(next);
  const problem =
    typeof query.error === 'string'
      ? (PROBLEMS.get(query.error) ?? 'Single sign-on did not work just now. Try again.')
      : undefined;
  return (
    <AuthCard title="Sign in to Tenantry">
      <div className="space-y-5">
        {problem && <Alert kind="error" title="You are not signed in" text={problem} />}
        {again && (
          <Alert
            kind="info"
            title="Sign in again"
            text="An administrator of the workspace signed you out of it. Signing in opens it again."
          />
        )}
        {'signed-out' in query && <Alert kind="success" title="You are signed out" />}
        <SignInForm
          next={next}
          singleSignOn={singleSignOnName()}
          demoSignIns={await demoSignIns(clientAddress(await headers()))}
        />
      </div>
    </AuthCard>
  );
}
