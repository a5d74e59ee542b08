'use client';

import { type ReactNode, useState } from 'react';
import { toast } from '@/components/ui/toast';
import { type editPlanAction, readManifestAction } from '@/lib/policies/actions';
import type { ManifestProblem } from '@/lib/policies/manifest/schema';
import type { Audience, PolicyPatch } from '@/lib/policies/schema';
import { proposedWords } from './change-words';
import { ComparisonPanel, type Differences } from './comparison-panel';
import { ManifestField } from './manifest-field';
import { ReasonFormDialog, type Submitted } from './reason-form-dialog';

type Answer = Awaited<ReturnType<typeof editPlanAction>>;
type Compared = { ok: true; value: Differences } | Extract<Answer, { ok: false }>;

interface ProposalDialogProps {
  trigger: ReactNode;
  title: string;
  description: string;
  /** What the manifest begins with. */
  manifest: string;
  manifestHint: string;
  /** Whose last 30 days are looked at. */
  audience: Audience;
  previewHint?: string;
  /** For whom or from when it holds, where that is not the next request. */
  since?: string;
  /** What would be different. */
  onCompare: (patch: PolicyPatch) => Promise<Compared>;
  /** A sentence where the rest of the form is not usable. */
  onPropose: (patch: PolicyPatch, reason: string) => Promise<Answer | string>;
  /** More to choose, above the manifest. */
  children?: ReactNode;
}

/** Proposes parts of policies by a manifest, with a reason, once it was shown what they change. */
export function ProposalDialog(props: ProposalDialogProps) {
  const { manifest, manifestHint, audience, previewHint, onCompare, onPropose, children } = props;
  const [text, setText] = useState(manifest);
  const [problems, setProblems] = useState<readonly ManifestProblem[]>([]);
  const [shown, setShown] = useState<{
    of: string;
    patch: PolicyPatch;
    differences: Differences;
  }>();
  const key = JSON.stringify([audience, text]);
  const current = shown?.of === key ? shown : undefined;

  const compare = async (): Promise<Submitted> => {
    const read = await readManifestAction({ text });
    if (!read.ok) return { refused: read.error.message };
    setProblems(read.value.ok ? [] : read.value.problems);
    if (!read.value.ok) return { refused: 'The manifest is not usable yet.' };
    const { patch } = read.value;
    const compared = await onCompare(patch);
    if (!compared.ok) return { refused: compared.error.message };
    if (compared.value.changes.length === 0)
      return { refused: 'Nothing differs from what is in force.' };
    setShown({ of: key, patch, differences: compared.value });
    return 'next';
  };
  const propose = async (patch: PolicyPatch, reason: string): Promise<Submitted> => {
    if (reason.length < 3) return { refused: 'Say why in a few words.' };
    const result = await onPropose(patch, reason);
    if (typeof result === 'string') return { refused: result };
    if (!result.ok) return { refused: result.error.message };
    setShown(undefined);
    toast.success(proposedWords(result.value, props.since));
    return 'done';
  };
  return (
    <ReasonFormDialog
      trigger={props.trigger}
      title={props.title}
      description={props.description}
      submitLabel={current ? 'Propose' : 'Show what changes'}
      failure="Nothing was proposed"
      hint="For the audit logs."
      onSubmit={(reason) => (current ? propose(current.patch, reason) : compare())}
    >
      {children}
      <ManifestField
        label="What changes, as a manifest"
        hint={manifestHint}
        value={text}
        onChange={setText}
        problems={problems}
        rows={8}
      />
      <div aria-live="polite">
        {current && (
          <ComparisonPanel
            differences={current.differences}
            audience={audience}
            previewHint={previewHint}
          />
        )}
      </div>
    </ReasonFormDialog>
  );
}
