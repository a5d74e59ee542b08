'use client';

import { KeyRound } from 'lucide-react';
import { signIn } from 'next-auth/react';
import { type FormEvent, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { DemoSignIn, FormFailure } from '@/lib/identity/schema';
import { FailureAlert } from '../failure-alert';
import { DemoSignIns } from './demo-sign-ins';

interface SignInFormProps {
  next: string;
  singleSignOn: string | undefined;
  demoSignIns: DemoSignIn[];
}

const UNREACHABLE: FormFailure = {
  message: 'The server could not be reached. Check your connection and try again.',
};

export function SignInForm({ next, singleSignOn, demoSignIns }: SignInFormProps) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState<'password' | 'single sign-on'>();
  const [failure, setFailure] = useState<FormFailure>();
  const submit = useRef<HTMLButtonElement>(null);

  async function enter(event: FormEvent) {
    event.preventDefault();
    if (busy) return;
    setBusy('password');
    setFailure(undefined);
    const problem = await tryCredentials(email, password);
    if (!problem) return window.location.assign(next);
    setFailure(problem);
    setPassword('');
    setBusy(undefined);
  }

  async function leaveForProvider() {
    setBusy('single sign-on');
    await signIn('oidc', { callbackUrl: next }).catch(() => {
      setFailure(UNREACHABLE);
      setBusy(undefined);
    });
  }

  function fill(demo: DemoSignIn) {
    setEmail(demo.email);
    setPassword(demo.password);
    setFailure(undefined);
    submit.current?.focus();
  }

  return (
    <>
      <form onSubmit={enter} className="space-y-4">
        {failure && <FailureAlert title="You are not signed in" failure={failure} />}
        <Field label="E-mail">
          <Input
            name="email"
            type="email"
            autoComplete="username"
            required
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        </Field>
        <Field label="Password">
          <Input
            name="password"
            type="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </Field>
        <Button
          ref={submit}
          type="submit"
          variant="primary"
          className="w-full"
          loading={busy === 'password'}
        >
          Sign in
        </Button>
      </form>
      {singleSignOn && (
        <Button className="w-full" onClick={leaveForProvider} loading={busy === 'single sign-on'}>
          <KeyRound aria-hidden /> Continue with {singleSignOn}
        </Button>
      )}
      {demoSignIns.length > 0 && <DemoSignIns people={demoSignIns} onPick={fill} />}
    </>
  );
}

async function tryCredentials(email: string, password: string): Promise<FormFailure | undefined> {
  try {
    const result = await signIn('credentials', { email, password, redirect: false });
    if (result?.ok) return undefined;
    return readFailure(result?.error);
  } catch {
    return UNREACHABLE;
  }
}

/** Our server's words, which next-auth carries in its error. */
function readFailure(text: string | null | undefined): FormFailure {
  try {
    return JSON.parse(text ?? '') as FormFailure;
  } catch {
    return { message: 'Something went wrong on our side. Try again.' };
  }
}
