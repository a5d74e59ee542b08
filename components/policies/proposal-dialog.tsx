'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Dialog, DialogContent, DialogFooter, DialogTrigger } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Textarea } from '@/components/ui/textarea';
import { toast } from '@/components/ui/toast';
import { type editPlanAction, readManifestAction } from '@/lib/policies/actions';
import type { ManifestProblem } from '@/lib/policies/manifest/schema';
import type { PolicyPatch } from '@/lib/policies/schema';
import { proposedWords } from './change-words';
import { ManifestField } from './manifest-field';

type Answer = Awaited<ReturnType<typeof editPlanAction>>;

interface ProposalDialogProps {
  trigger: ReactNode;
  title: string;
  description: string;
  /** What the manifest begins with. */
  manifest: string;
  manifestHint: string;
  /** A sentence where the rest of the form is not usable. */
  onPropose: (patch: PolicyPatch, reason: string) => Promise<Answer | string>;
  /** More to choose, above the manifest. */
  children?: ReactNode;
}

/** Proposes parts of policies by a manifest, with a reason. */
export function ProposalDialog(props: ProposalDialogProps) {
  const { trigger, title, description, manifest, manifestHint, onPropose, children } = props;
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState(manifest);
  const [problems, setProblems] = useState<readonly ManifestProblem[]>([]);
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string>();
  const [saving, setSaving] = useState(false);
  const propose = async (): Promise<string | undefined> => {
    if (reason.trim().length < 3) return 'Say why in a few words.';
    const read = await readManifestAction({ text });
    if (!read.ok) return read.error.message;
    setProblems(read.value.ok ? [] : read.value.problems);
    if (!read.value.ok) return 'The manifest is not usable yet.';
    const result = await onPropose(read.value.patch, reason.trim());
    if (typeof result === 'string') return result;
    if (!result.ok) return result.error.message;
    setOpen(false);
    setReason('');
    toast.success(proposedWords(result.value));
    router.refresh();
    return undefined;
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSaving(true);
    void propose()
      .then(setProblem)
      .finally(() => setSaving(false));
  };
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>{trigger}</DialogTrigger>
      <DialogContent title={title} description={description}>
        <form onSubmit={submit} noValidate className="space-y-4">
          {children}
          <ManifestField
            label="What changes, as a manifest"
            hint={manifestHint}
            value={text}
            onChange={setText}
            problems={problems}
            rows={8}
          />
          <Field label="Reason" required hint="For the audit logs.">
            <Textarea
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              rows={2}
              maxLength={500}
            />
          </Field>
          {problem && <Alert kind="error" title="Nothing was proposed" text={problem} />}
          <DialogFooter className="-mx-5 -mb-5">
            <Button type="submit" variant="primary" loading={saving}>
              Propose
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
