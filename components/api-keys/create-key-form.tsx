'use client';

import { type FormEvent, useState } from 'react';
import { ChoiceList } from '@/components/documents/choice-list';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { DialogClose } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { createKeyAction } from '@/lib/api-keys/actions';
import { createKeySchema } from '@/lib/api-keys/schema';
import { KEY_SCOPES } from '@/lib/tenancy/schema';
import { type KeyDraft, keyInput, NEW_KEY, NO_END } from './key-draft';
import { KeyLimitFields } from './key-limit-fields';
import { SCOPE_WORDS } from './scope-words';

const ENDS = [
  { value: '30', label: 'After 30 days' },
  { value: '90', label: 'After 90 days' },
  { value: '365', label: 'After a year' },
  { value: NO_END, label: 'Never' },
];

interface CreateKeyFormProps {
  slug: string;
  onCreated: (created: { name: string; text: string }) => void;
}

export function CreateKeyForm({ slug, onCreated }: CreateKeyFormProps) {
  const [draft, setDraft] = useState(NEW_KEY);
  const [tried, setTried] = useState(false);
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState<string>();
  const set = (change: Partial<KeyDraft>) => setDraft((before) => ({ ...before, ...change }));
  const errors = tried ? errorsOf(draft) : {};
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    setProblem(undefined);
    const parsed = createKeySchema.safeParse(keyInput(draft));
    if (!parsed.success) return;
    setSaving(true);
    const result = await createKeyAction(slug, parsed.data).finally(() => setSaving(false));
    if (!result.ok) return setProblem(result.error.message);
    onCreated({ name: parsed.data.name, text: result.value.text });
  };
  return (
    <form onSubmit={submit} noValidate className="space-y-4">
      {problem && <Alert kind="error" title="No key was created" text={problem} />}
      <Field
        label="Name"
        required
        error={errors.name}
        hint="What it is for, such as: Nightly import."
      >
        <Input
          value={draft.name}
          onChange={(event) => set({ name: event.target.value })}
          maxLength={80}
          autoComplete="off"
        />
      </Field>
      <div>
        <ChoiceList
          label="It may"
          choices={KEY_SCOPES.map((scope) => ({ id: scope, ...SCOPE_WORDS[scope] }))}
          chosen={draft.scopes}
          onChange={(scopes) => set({ scopes })}
          empty=""
        />
        {errors.scopes && (
          <p role="alert" className="mt-1.5 text-[0.8125rem] text-danger">
            {errors.scopes}
          </p>
        )}
      </div>
      <Field label="It ends" error={errors.days}>
        <Select value={draft.days} onValueChange={(days) => set({ days })} options={ENDS} />
      </Field>
      <KeyLimitFields draft={draft} errors={errors} onChange={set} />
      <div className="flex flex-col-reverse gap-2 pt-1 sm:flex-row sm:justify-end">
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" loading={saving}>
          Create key
        </Button>
      </div>
    </form>
  );
}

/** The first complaint about each field; of networks the first of any. */
function errorsOf(draft: KeyDraft): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { path, message } of createKeySchema.safeParse(keyInput(draft)).error?.issues ?? [])
    errors[String(path[0] === 'limits' ? path[1] : path[0])] ??= message;
  return errors;
}
