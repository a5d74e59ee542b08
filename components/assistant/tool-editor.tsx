'use client';

import { useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { LiveFields } from '@/components/ui/live-fields';
import { Select } from '@/components/ui/select';
import { Textarea } from '@/components/ui/textarea';
import { toast } from '@/components/ui/toast';
import { saveToolAction } from '@/lib/tools/actions';
import { HTTP_METHODS, type HttpTool } from '@/lib/tools/schema';
import { type DraftErrors, draftOf, type ToolDraft, toolOf } from './tool-draft';
import { TryTool } from './try-tool';

interface ToolEditorProps {
  slug: string;
  /** Undefined: a new one. */
  tool: HttpTool | undefined;
  /** For which host there is a secret. */
  secretHost: string | undefined;
  onDone: () => void;
}

export function ToolEditor({ slug, tool, secretHost, onDone }: ToolEditorProps) {
  const [draft, setDraft] = useState<ToolDraft>(() => draftOf(tool));
  const [secret, setSecret] = useState('');
  const [errors, setErrors] = useState<DraftErrors>({});
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const set = (change: Partial<ToolDraft>) => setDraft({ ...draft, ...change });
  const typed = secret.trim() === '' ? {} : { secret: secret.trim() };
  /** The tool as it is typed, its faults shown. */
  const read = (): HttpTool | undefined => {
    const made = toolOf(draft);
    setErrors('errors' in made ? made.errors : {});
    return 'tool' in made ? made.tool : undefined;
  };
  const save = async () => {
    const made = read();
    if (!made) return;
    setBusy(true);
    const result = await saveToolAction(slug, { tool: made, ...typed });
    setBusy(false);
    setProblem(result.ok ? undefined : result.error.message);
    if (!result.ok) return;
    toast.success(`${made.name} was saved`);
    onDone();
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <LiveFields className="space-y-4">
        {problem && <Alert kind="error" title="The tool was not saved" text={problem} />}
        <Field
          label="Name"
          hint="Lower-case letters, digits and _: order_status."
          error={errors.name}
        >
          <Input
            value={draft.name}
            autoComplete="off"
            onChange={(event) => set({ name: event.target.value })}
          />
        </Field>
        <Field
          label="What it is for"
          hint="The model decides by this when to call it."
          error={errors.description}
        >
          <Textarea
            rows={2}
            value={draft.description}
            onChange={(event) => set({ description: event.target.value })}
          />
        </Field>
        <div className="grid gap-4 sm:grid-cols-[8rem_1fr]">
          <Field label="Method" error={errors.method}>
            <Select
              options={HTTP_METHODS.map((method) => ({ value: method, label: method }))}
              value={draft.method}
              onValueChange={(method) => set({ method: method as HttpTool['method'] })}
            />
          </Field>
          <Field
            label="Address"
            hint="{name} stands for a property of the input. What is left of it goes into the query, or the body."
            error={errors.url}
          >
            <Input
              value={draft.url}
              autoComplete="off"
              inputMode="url"
              placeholder="https://api.example.com/orders/{order}"
              onChange={(event) => set({ url: event.target.value })}
            />
          </Field>
        </div>
        <Field
          label="Input"
          hint="A JSON Schema: an object of texts, numbers, switches, lists and objects."
          error={errors.schema}
        >
          <Textarea
            rows={8}
            spellCheck={false}
            className="font-mono text-[0.8125rem]"
            value={draft.schema}
            onChange={(event) => set({ schema: event.target.value })}
          />
        </Field>
        <Field
          label="Headers"
          hint="Name: value, one on each line."
          error={errors.headers}
          optional
        >
          <Textarea
            rows={2}
            spellCheck={false}
            value={draft.headers}
            onChange={(event) => set({ headers: event.target.value })}
          />
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            label="Header of the secret"
            hint="Authorization, for example."
            error={errors.secretHeader}
            optional
          >
            <Input
              value={draft.secretHeader}
              autoComplete="off"
              onChange={(event) => set({ secretHeader: event.target.value })}
            />
          </Field>
          {draft.secretHeader.trim() !== '' && (
            <Field
              label="Secret"
              hint={
                secretHost
                  ? `There is one for ${secretHost}. It is shown to nobody; what you type replaces it.`
                  : 'Sealed with your workspace’s key, shown to nobody, and sent to this host alone.'
              }
            >
              <Input
                type="password"
                value={secret}
                autoComplete="new-password"
                onChange={(event) => setSecret(event.target.value)}
              />
            </Field>
          )}
        </div>
        <Field
          layout="inline"
          label="Ask before each call"
          hint="Calls that are no GET are asked about in any case."
        >
          <Checkbox
            checked={draft.confirm || draft.method !== 'GET'}
            disabled={draft.method !== 'GET'}
            onCheckedChange={(on) => set({ confirm: on === true })}
          />
        </Field>
        <Field layout="inline" label="On">
          <Checkbox
            checked={draft.enabled}
            onCheckedChange={(on) => set({ enabled: on === true })}
          />
        </Field>
        <TryTool slug={slug} read={read} secret={typed} />
        <Button type="submit" variant="primary" loading={busy}>
          Save tool
        </Button>
      </LiveFields>
    </form>
  );
}
