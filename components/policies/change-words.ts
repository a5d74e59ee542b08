import { planName } from '@/components/console/status-badges';
import { formatCount } from '@/components/ui/format';
import type { Tone } from '@/components/ui/tone';
import { POLICY_FIELDS, type PolicyField } from '@/lib/console/policy/fields/schema';
import type { ChangeState, ChangeView, Outcome, Proposed, Step } from '@/lib/policies/schema';

export const STATE_WORDS: Record<ChangeState, { label: string; tone: Tone }> = {
  waiting: { label: 'Waits for another operator', tone: 'warn' },
  ready: { label: 'Scheduled', tone: 'info' },
  in_force: { label: 'In force', tone: 'success' },
  done: { label: 'Done', tone: 'neutral' },
  refused: { label: 'Refused', tone: 'danger' },
  withdrawn: { label: 'Withdrawn', tone: 'neutral' },
  undone: { label: 'Taken back', tone: 'neutral' },
};

/** Whose policies a change is about. */
export function subjectOf(change: ChangeView): string {
  if (change.kind === 'bounds') return 'Bounds of changes';
  if (change.kind === 'plan') return `${planName(change.plan ?? '')} plan`;
  return change.tenant?.name ?? `${change.tenants} tenants`;
}

export function fieldName(field: string): string {
  if (field === 'bounds') return 'the bounds themselves';
  if (field === 'tenants') return 'the number of tenants';
  return POLICY_FIELDS[field as PolicyField]?.label ?? field;
}

/** What is said once something was proposed; `since`: for whom or from when a version of it holds. */
export function proposedWords(
  { state, version, beyond }: Proposed,
  since = 'from the next request on',
): string {
  if (state === 'waiting')
    return `Another operator has to approve it: ${beyond.map(fieldName).join(', ')} beyond the bounds.`;
  if (state === 'ready') return 'It is scheduled.';
  return version === null
    ? 'Its first stage is in force.'
    : `Version ${version} is in force ${since}.`;
}

/** What is said once another operator decided on a change. */
export function decidedWords({ state, tenants, overtaken }: Outcome): string {
  if (state === 'refused') return 'It was refused.';
  if (state === 'ready') return 'It was approved. It begins at its time.';
  if (state === 'withdrawn' || (tenants === 0 && overtaken > 0))
    return 'It was approved. Nothing changed by it: all of it was changed otherwise meanwhile.';
  return `It was approved.${keptWords(overtaken)}`;
}

const STEP_DONE: Record<Step, string> = {
  withdraw: 'It was withdrawn.',
  pause: 'It is paused.',
  go_on: 'It goes on.',
  next: 'The next stage is in force.',
  undo: 'It was taken back.',
};

/** The same of a step. */
export function steeredWords(step: Step, { overtaken }: Outcome): string {
  const carries = step === 'next' || step === 'undo';
  return `${STEP_DONE[step]}${carries ? keptWords(overtaken) : ''}`;
}

function keptWords(overtaken: number): string {
  if (overtaken === 0) return '';
  return ` ${formatCount(overtaken)} had been changed otherwise meanwhile, and ${overtaken === 1 ? 'keeps' : 'keep'} that.`;
}
