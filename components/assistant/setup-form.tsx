'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { linesOf } from '@/components/guardrails/lines';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { LiveFields } from '@/components/ui/live-fields';
import { Textarea } from '@/components/ui/textarea';
import { toast } from '@/components/ui/toast';
import type { ModelId } from '@/lib/llm/schema';
import type { ToolKind } from '@/lib/tenancy/schema';
import { saveChoiceAction } from '@/lib/tools/actions';
import { choiceSchema, type Setup } from '@/lib/tools/schema';
import { ModelOrder } from './model-order';
import { ToolChoice } from './tool-choice';

interface SetupFormProps {
  slug: string;
  setup: Setup;
  /** Of the plan, and those of them in force, default first. */
  granted: readonly ModelId[];
  models: readonly ModelId[];
  /** That the plan grants. */
  grantedTools: readonly ToolKind[];
  /** The plan's context has room for tools. */
  hasRoom: boolean;
}

/** What the assistant is called, which models answer and what it may do; a version with each change. */
export function SetupForm({ slug, setup, granted, hasRoom, ...given }: SetupFormProps) {
  const router = useRouter();
  const [name, setName] = useState(setup.name);
  const [models, setModels] = useState<ModelId[]>([...given.models]);
  const [tools, setTools] = useState<ToolKind[]>(setup.tools);
  const [hosts, setHosts] = useState(setup.hosts.join('\n'));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [errors, setErrors] = useState<Partial<Record<string, string>>>({});
  const save = async () => {
    const parsed = choiceSchema.safeParse({ name, models, tools, hosts: linesOf(hosts) });
    const found = parsed.error?.issues.map(({ path, message }) => [
      path[0],
      typeof path[1] === 'number' && path[0] === 'hosts'
        ? `Line ${path[1] + 1}: ${message}`
        : message,
    ]);
    setErrors(Object.fromEntries(found ?? []));
    if (!parsed.success) return;
    setBusy(true);
    const result = await saveChoiceAction(slug, parsed.data);
    setBusy(false);
    setProblem(result.ok ? undefined : result.error.message);
    if (!result.ok) return;
    toast.success('The assistant was changed');
    router.refresh();
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <LiveFields className="space-y-5">
        {problem && <Alert kind="error" title="The assistant was not changed" text={problem} />}
        <Field
          label="Name of the assistant"
          hint="Shown above its answers. Without one there is none."
          error={errors.name}
          className="max-w-72"
        >
          <Input
            value={name}
            autoComplete="off"
            maxLength={40}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <ModelOrder granted={granted} value={models} onChange={setModels} />
        <ToolChoice
          legend="Tools"
          hint={
            hasRoom
              ? 'Your plan grants these. With each one that is on, a question costs a few hundred tokens more, and each call one more step. Everything is done with the asker’s own rights.'
              : 'Your plan’s context is too short for tools beside a question. They are offered once it is longer.'
          }
          value={tools}
          onChange={setTools}
          granted={given.grantedTools}
        />
        {tools.includes('http') && (
          <Field
            label="Hosts that own tools may call"
            hint="One on each line, such as api.example.com, or *.example.com for all below it. Taking a host away ends its tools at once."
            error={errors.hosts}
          >
            <Textarea rows={3} value={hosts} onChange={(event) => setHosts(event.target.value)} />
          </Field>
        )}
        <Button type="submit" variant="primary" loading={busy}>
          Save name, models and tools
        </Button>
      </LiveFields>
    </form>
  );
}
