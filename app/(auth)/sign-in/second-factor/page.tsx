import type { Metadata } from 'next';
import Link from 'next/link';
import { redirect } from 'next/navigation';
import { AuthCard } from '@/components/shell/auth-card';
import { CopyButton } from '@/components/ui/copy-button';
import { currentPerson } from '@/lib/identity/current-session';
import { safePath } from '@/lib/identity/safe-path';
import type { SessionPerson } from '@/lib/identity/session-person';
import { beginEnrolment } from '@/lib/identity/totp';
import { CodeForm } from './code-form';

export const metadata: Metadata = { title: 'Second factor' };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function SecondFactorPage({ searchParams }: Props) {
  const next = safePath((await searchParams).next);
  const person = await currentPerson();
  if (!person) redirect(`/sign-in?next=${encodeURIComponent(next)}`);
  if (!person.owesSecondFactor) redirect(next);
  return (
    <AuthCard
      title={person.enrolled ? 'Confirm it is you' : 'Set up your second factor'}
      description={
        person.enrolled
          ? 'Enter the code that your authenticator app shows for Tenantry.'
          : 'People who run the platform confirm each sign-in with a code from an authenticator app.'
      }
      footer={
        <p className="text-center">
          {person.email} ·{' '}
          <Link href="/sign-out" className="text-accent-text underline underline-offset-4">
            Sign out
          </Link>
        </p>
      }
    >
      {!person.enrolled && <Enrolment person={person} />}
      <CodeForm next={next} />
    </AuthCard>
  );
}

async function Enrolment({ person }: { person: SessionPerson }) {
  const { secret, qrSvg } = await beginEnrolment(person);
  return (
    <div className="mb-5 space-y-4 text-sm">
      <p>Scan this with the app, then enter the code it shows.</p>
      {/* biome-ignore lint/performance/noImgElement: an SVG made for this page, nothing to optimise. */}
      <img
        src={`data:image/svg+xml;base64,${Buffer.from(qrSvg).toString('base64')}`}
        alt="QR code with your secret; the same as the text below"
        width={184}
        height={184}
        className="mx-auto rounded-md border border-line bg-white p-1"
      />
      <div>
        <p className="text-ink-soft">Or type this secret into the app:</p>
        <p className="mt-1 flex items-center gap-1">
          <code className="min-w-0 break-all rounded-md bg-sunken px-2 py-1 font-mono text-[0.8125rem]">
            {secret.replace(/(.{4})(?=.)/g, '$1 ')}
          </code>
          <CopyButton text={secret} label="secret" />
        </p>
      </div>
    </div>
  );
}
