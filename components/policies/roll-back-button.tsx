'use client';

import { Undo2 } from 'lucide-react';
import { planName } from '@/components/console/status-badges';
import { Button } from '@/components/ui/button';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { rollBackAction } from '@/lib/policies/actions';
import type { Versioned } from '@/lib/policies/schema';

interface RollBackButtonProps {
  whose: Versioned;
  version: number;
  /** The version in force. */
  basedOn: number;
}

/** The content of an earlier version as a new one. */
export function RollBackButton({ whose, version, basedOn }: RollBackButtonProps) {
  const words = wordsOf(whose);
  const back = `Roll back ${words.subject}to version ${version}`;
  return (
    <ReasonDialog
      trigger={
        <Button size="sm" variant="ghost" aria-label={back}>
          <Undo2 aria-hidden /> Roll back to this
        </Button>
      }
      title={`${back}?`}
      description={`Version ${basedOn + 1} gets its content; ${words.effect}, unless it goes beyond the bounds: then another operator approves it first.`}
      confirmLabel="Roll back"
      tone="primary"
      done={`What version ${version} said was put forward again.`}
      hint={words.hint}
      onConfirm={async (reason) => {
        const result = await rollBackAction({ whose, version, basedOn, reason });
        return result.ok ? undefined : result.error.message;
      }}
    />
  );
}

function wordsOf(whose: Versioned) {
  if (whose.of === 'plan')
    return {
      subject: `the ${planName(whose.plan)} plan `,
      effect: 'who has the plan keeps what was agreed. Whoever begins with it next gets it',
      hint: 'For the audit log.',
    };
  return {
    subject: '',
    effect: 'what the tenant set itself stays. The next request obeys it',
    hint: 'For the audit logs, ours and the tenant’s.',
  };
}
