'use client';

import { useState } from 'react';
import { planName } from '@/components/console/status-badges';
import { Button } from '@/components/ui/button';
import { diffPolicies } from '@/lib/console/policy/schema';
import { editPlanAction } from '@/lib/policies/actions';
import { editPlanSchema, type PlanView } from '@/lib/policies/schema';
import { ProposalDialog } from './proposal-dialog';
import { ScheduleFields } from './schedule-fields';
import { NO_SCHEDULE, scheduleInput } from './schedule-input';

/** Another version of a plan. Give it the version as key: a newer one begins anew. */
export function EditPlanButton({ plan: view, manifest }: { plan: PlanView; manifest: string }) {
  const { plan, version, policy } = view;
  const [schedule, setSchedule] = useState(NO_SCHEDULE);
  return (
    <ProposalDialog
      trigger={
        <Button size="sm" aria-label={`Edit the ${planName(plan)} plan`}>
          Edit
        </Button>
      }
      title={`${planName(plan)} plan`}
      description="For whoever begins with it or changes to it from then on. Who has it keeps what was agreed; a roll-out changes those."
      manifest={manifest}
      manifestHint="YAML or JSON; what it leaves out stays."
      audience={{ of: 'plan', plan }}
      previewHint="As if those who have the plan had these parts of it too."
      since="for whoever begins with the plan"
      onCompare={async (patch) => {
        const changes = diffPolicies(policy, { ...policy, ...patch });
        return { ok: true, value: { changes, unlisted: 0 } };
      }}
      onPropose={async (patch, reason) => {
        const given = { plan, basedOn: version, patch, reason, ...scheduleInput(schedule) };
        const parsed = editPlanSchema.safeParse(given);
        return parsed.success
          ? editPlanAction(parsed.data)
          : (parsed.error.issues[0]?.message ?? 'This is not usable.');
      }}
    >
      <ScheduleFields schedule={schedule} onChange={setSchedule} />
    </ProposalDialog>
  );
}
