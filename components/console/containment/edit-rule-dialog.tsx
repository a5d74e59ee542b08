'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Dialog, DialogClose, DialogContent, DialogTrigger } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Switch } from '@/components/ui/switch';
import { Textarea } from '@/components/ui/textarea';
import { toast } from '@/components/ui/toast';
import { editRuleAction } from '@/lib/containment/actions';
import { type ContainmentRuleView, editRuleSchema } from '@/lib/containment/schema';
import { draftOf, type RuleDraft, ruleOf } from './rule-draft';
import { RuleFields } from './rule-fields';

export function EditRuleDialog({ rule }: { rule: ContainmentRuleView }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button size="sm">Edit</Button>
      </DialogTrigger>
      <DialogContent
        title={rule.name}
        description="Holds from now on; what is in force already stays as it was."
      >
        <EditRuleForm rule={rule} onSaved={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  );
}

function EditRuleForm({ rule, onSaved }: { rule: ContainmentRuleView; onSaved: () => void }) {
  const router = useRouter();
  const [draft, setDraft] = useState(() => draftOf(rule));
  const [problem, setProblem] = useState<string>();
  const [saving, setSaving] = useState(false);
  const set = (change: Partial<RuleDraft>) => setDraft((before) => ({ ...before, ...change }));
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const parsed = editRuleSchema.safeParse(ruleOf(rule, draft));
    if (!parsed.success) return setProblem(wordsOf(parsed.error.issues[0]));
    setSaving(true);
    const result = await editRuleAction(parsed.data).finally(() => setSaving(false));
    if (!result.ok) return setProblem(result.error.message);
    toast.success('The rule holds as you set it.');
    onSaved();
    router.refresh();
  };
  return (
    <form onSubmit={save} noValidate className="space-y-4">
      {problem && <Alert kind="error" title="The rule was not changed" text={problem} />}
      <Field label="The rule is on" layout="inline">
        <Switch checked={draft.enabled} onCheckedChange={(enabled) => set({ enabled })} />
      </Field>
      <RuleFields metric={rule.metric} draft={draft} onChange={set} />
      <Field label="Reason" required hint="For the audit log.">
        <Textarea
          value={draft.reason}
          rows={2}
          maxLength={500}
          onChange={(event) => set({ reason: event.target.value })}
        />
      </Field>
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" loading={saving}>
          Save
        </Button>
      </div>
    </form>
  );
}

const FIELD: Record<string, string> = {
  windowMinutes: 'Minutes looked at',
  threshold: 'Threshold',
  atLeast: 'Of at least',
  minutes: 'In force for',
  actions: 'What it does',
  reason: 'Reason',
};

function wordsOf(issue?: { path: PropertyKey[]; message: string }): string {
  return `${FIELD[String(issue?.path[0])] ?? 'A field'}: ${issue?.message ?? 'is not valid.'}`;
}
