'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Dialog, DialogContent, DialogFooter, DialogTrigger } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Textarea } from '@/components/ui/textarea';

/** What became of the form: the dialog closes, stays open for the next step, or says why nothing was done. */
export type Submitted = 'done' | 'next' | { refused: string };

interface ReasonFormDialogProps {
  trigger: ReactNode;
  title: string;
  description: string;
  submitLabel: string;
  /** Heads the sentence that says why nothing was done. */
  failure: string;
  /** Where the reason will be read. */
  hint?: string;
  onSubmit: (reason: string) => Promise<Submitted>;
  /** The form above the reason. */
  children: ReactNode;
}

/** A form that says why. What was typed stays until it was done. */
export function ReasonFormDialog(props: ReasonFormDialogProps) {
  const { trigger, title, description, submitLabel, failure, onSubmit, children } = props;
  const { hint = 'For the audit log.' } = props;
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const submitted = await onSubmit(reason.trim())
      .catch((): Submitted => ({ refused: 'That did not work. Try again.' }))
      .finally(() => setBusy(false));
    setProblem(typeof submitted === 'string' ? undefined : submitted.refused);
    if (submitted !== 'done') return;
    setOpen(false);
    setReason('');
    router.refresh();
  };
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>{trigger}</DialogTrigger>
      <DialogContent title={title} description={description}>
        <form onSubmit={submit} noValidate className="space-y-4">
          {children}
          <Field label="Reason" required hint={hint}>
            <Textarea
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              rows={2}
              maxLength={500}
            />
          </Field>
          {problem && <Alert kind="error" title={failure} text={problem} />}
          <DialogFooter className="-mx-5 -mb-5">
            <Button type="submit" variant="primary" loading={busy}>
              {submitLabel}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
