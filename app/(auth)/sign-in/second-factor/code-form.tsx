'use client';

import { useActionState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { secondFactorAction } from '@/lib/identity/actions';
import { FailureAlert } from '../../failure-alert';

export function CodeForm({ next }: { next: string }) {
  const [failure, act, pending] = useActionState(secondFactorAction, undefined);
  return (
    <form action={act} className="space-y-4">
      {failure && !pending && <FailureAlert title="The code was not accepted" failure={failure} />}
      <input type="hidden" name="next" value={next} />
      <Field label="Six-digit code">
        <Input
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          pattern="[0-9 ]{6,7}"
          title="Six digits"
          maxLength={7}
          required
          className="font-mono tracking-[0.3em]"
        />
      </Field>
      <Button type="submit" variant="primary" className="w-full" loading={pending}>
        Confirm
      </Button>
    </form>
  );
}
