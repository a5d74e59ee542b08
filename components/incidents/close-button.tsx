'use client';

import { Button } from '@/components/ui/button';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { changeIncidentAction } from '@/lib/incidents/actions';

/** Closes an incident, or opens it again. */
export function CloseButton({ id, closed }: { id: string; closed: boolean }) {
  return (
    <ReasonDialog
      trigger={<Button size="sm">{closed ? 'Open again' : 'Close incident'}</Button>}
      title={closed ? 'Open the incident again?' : 'Close the incident?'}
      description={
        closed
          ? 'It stands among the open ones again.'
          : 'What holds tenants back stays in force. It can be opened again.'
      }
      confirmLabel={closed ? 'Open it again' : 'Close it'}
      tone="primary"
      done={closed ? 'The incident is open.' : 'The incident is closed.'}
      hint="The last entry of its timeline."
      onConfirm={async (text) => {
        const result = await changeIncidentAction({ id, to: closed ? 'open' : 'closed', text });
        return result.ok ? undefined : result.error.message;
      }}
    />
  );
}
