'use client';

import { useActionState, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { firstOperatorAction, setPasswordAction } from '@/lib/identity/actions';
import { MIN_PASSWORD } from '@/lib/identity/schema';
import { FailureAlert } from '../../failure-alert';

interface AccountFormProps {
  link: string;
  /** Of the invited person. Without it the form creates the first operator. */
  email?: string;
}

export function AccountForm({ link, email: invited }: AccountFormProps) {
  const action = invited === undefined ? firstOperatorAction : setPasswordAction;
  const [failure, act, pending] = useActionState(action, undefined);
  // Controlled, because React empties a form after its action and people would type all of it again.
  const [name, setName] = useState('');
  const [email, setEmail] = useState(invited ?? '');
  return (
    <form action={act} className="space-y-4">
      {failure && !failure.fields && !pending && (
        <FailureAlert title="That did not work" failure={failure} />
      )}
      <input type="hidden" name="link" value={link} />
      {invited === undefined && (
        <Field label="Name" error={failure?.fields?.name}>
          <Input
            name="name"
            autoComplete="name"
            required
            maxLength={120}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
      )}
      <Field label="E-mail" error={failure?.fields?.email}>
        <Input
          name="email"
          type="email"
          autoComplete="username"
          required
          readOnly={invited !== undefined}
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
      </Field>
      <Field
        label="Password"
        hint={`At least ${MIN_PASSWORD} characters. A few words in a row are easy to remember and hard to guess.`}
        error={failure?.fields?.password}
      >
        <Input
          name="password"
          type="password"
          autoComplete="new-password"
          required
          minLength={MIN_PASSWORD}
          maxLength={200}
        />
      </Field>
      <Button type="submit" variant="primary" className="w-full" loading={pending}>
        {invited === undefined ? 'Create account' : 'Set password and sign in'}
      </Button>
    </form>
  );
}
