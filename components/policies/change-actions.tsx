'use client';

import { Button } from '@/components/ui/button';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { toast } from '@/components/ui/toast';
import { decideChangeAction, steerChangeAction } from '@/lib/policies/actions';
import type { ChangeKind, ChangeView, Step } from '@/lib/policies/schema';
import { decidedWords, steeredWords, subjectOf } from './change-words';

/** Bounds are proposed anew, and so is the way back of a move. */
const WITHOUT_UNDO: readonly ChangeKind[] = ['bounds', 'placement'];

interface ChangeActionsProps {
  change: ChangeView;
  /** Who looks at it. */
  me: string;
}

/** What can be done with a change where it stands: decided on by another operator, steered by any. */
export function ChangeActions({ change, me }: ChangeActionsProps) {
  const { state, stage, stages, paused, endsAt } = change;
  const toCome = stage < stages;
  // What ended by itself went back then.
  const stands = state === 'in_force' || (state === 'done' && endsAt === null);
  return (
    <div className="flex flex-wrap gap-2">
      {state === 'waiting' && change.proposedBy.id !== me && (
        <>
          <Decide change={change} approve />
          <Decide change={change} approve={false} />
        </>
      )}
      {(state === 'waiting' || state === 'ready') && <Steer change={change} step="withdraw" />}
      {state === 'in_force' && toCome && !paused && <Steer change={change} step="next" />}
      {(state === 'ready' || state === 'in_force') && toCome && (
        <Steer change={change} step={paused ? 'go_on' : 'pause'} />
      )}
      {stands && !WITHOUT_UNDO.includes(change.kind) && <Steer change={change} step="undo" />}
    </div>
  );
}

function Decide({ change, approve }: { change: ChangeView; approve: boolean }) {
  const subject = subjectOf(change);
  return (
    <ReasonDialog
      trigger={
        <Button size="sm" variant={approve ? 'primary' : undefined}>
          {approve ? 'Approve' : 'Refuse'}
        </Button>
      }
      title={`${approve ? 'Approve' : 'Refuse'} the change of ${subject}?`}
      description={
        approve
          ? change.kind === 'placement'
            ? 'The move begins at once, or at its time, and copies everything while people go on working.'
            : 'It is in force at once, or at its time. It is carried out as it was proposed.'
          : 'Nothing changes. It can be proposed again.'
      }
      confirmLabel={approve ? 'Approve it' : 'Refuse it'}
      tone={approve ? 'primary' : 'danger'}
      onConfirm={async (reason) => {
        const result = await decideChangeAction({ id: change.id, approve, reason });
        if (!result.ok) return result.error.message;
        toast.success(decidedWords(result.value));
        return undefined;
      }}
    />
  );
}

const STEP_WORDS: Record<Step, { label: string; text: string }> = {
  withdraw: {
    label: 'Withdraw',
    text: 'It has not begun, and will not.',
  },
  pause: {
    label: 'Pause',
    text: 'Who has it keeps it; nobody else gets it until it goes on.',
  },
  go_on: {
    label: 'Go on',
    text: 'Its next stages come as they were planned.',
  },
  next: {
    label: 'Next stage',
    text: 'The next stage is in force at once.',
  },
  undo: {
    label: 'Take back',
    text: 'Everybody who has it gets back what there was before, as a new version; who has something else by now keeps that.',
  },
};

function Steer({ change, step }: { change: ChangeView; step: Step }) {
  const { label, text } = STEP_WORDS[step];
  return (
    <ReasonDialog
      trigger={<Button size="sm">{label}</Button>}
      title={`${label}: ${subjectOf(change)}?`}
      description={text}
      confirmLabel={label}
      tone={step === 'undo' || step === 'withdraw' ? 'danger' : 'primary'}
      onConfirm={async (reason) => {
        const result = await steerChangeAction({ id: change.id, step, reason });
        if (!result.ok) return result.error.message;
        toast.success(steeredWords(step, result.value));
        return undefined;
      }}
    />
  );
}
