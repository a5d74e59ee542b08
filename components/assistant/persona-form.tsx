'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { formatCount } from '@/components/ui/format';
import { LiveFields } from '@/components/ui/live-fields';
import { Textarea } from '@/components/ui/textarea';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { savePersonaAction } from '@/lib/persona/actions';
import { PERSONA_LIMIT, type PersonaView, personaSchema } from '@/lib/persona/schema';

export function PersonaForm({ slug, persona }: { slug: string; persona: PersonaView }) {
  const router = useRouter();
  const [problem, setProblem] = useState<string>();
  const { register, handleSubmit, watch, reset, formState } = useForm({
    resolver: zodResolver(personaSchema),
    defaultValues: { text: persona.text },
    mode: 'onChange',
  });
  const submit = handleSubmit(async ({ text }) => {
    const result = await savePersonaAction(slug, { text });
    setProblem(result.ok ? undefined : result.error.message);
    if (!result.ok) return;
    reset({ text });
    toast.success(text === '' ? 'The persona was removed' : 'The persona is in force');
    router.refresh();
  });
  const { errors, isDirty, isSubmitting } = formState;
  return (
    <form onSubmit={submit} noValidate>
      <LiveFields className="space-y-4">
        {problem && <Alert kind="error" title="The persona was not changed" text={problem} />}
        <Field
          label="Description"
          hint={`For example: “Speak as our service desk. Be friendly, keep answers short, and use the formal form of address.” ${formatCount(watch('text').length)} of ${formatCount(PERSONA_LIMIT)} characters.`}
          error={errors.text?.message}
        >
          <Textarea rows={4} {...register('text')} />
        </Field>
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" variant="primary" loading={isSubmitting} disabled={!isDirty}>
            Save
          </Button>
          {persona.changedAt && (
            <p className="text-[0.8125rem] text-ink-faint">
              Version {persona.version}, changed <Time value={persona.changedAt} />
            </p>
          )}
        </div>
      </LiveFields>
    </form>
  );
}
