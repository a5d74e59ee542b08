'use client';

import { useState } from 'react';
import { planName } from '@/components/console/status-badges';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { PlainSelect } from '@/components/ui/plain-select';
import { compareAudienceAction, rollOutAction } from '@/lib/policies/actions';
import { type Audience, rollOutSchema, type TenantGroup } from '@/lib/policies/schema';
import { PLANS } from '@/lib/tenancy/schema';
import { ProposalDialog } from './proposal-dialog';
import { ScheduleFields } from './schedule-fields';
import { NO_SCHEDULE, scheduleInput } from './schedule-input';

/** Changes many tenants in stages. */
export function RollOutButton({ groups }: { groups: readonly TenantGroup[] }) {
  const [audience, setAudience] = useState<Audience>({ of: 'plan', plan: PLANS[0] });
  const [shares, setShares] = useState('10, 50, 100');
  const [minutes, setMinutes] = useState('');
  const [schedule, setSchedule] = useState(NO_SCHEDULE);
  const choices: { audience: Audience; label: string }[] = [
    ...PLANS.map((plan) => ({
      audience: { of: 'plan' as const, plan },
      label: `All on the ${planName(plan)} plan`,
    })),
    ...groups.map(({ id, name, tenants }) => ({
      audience: { of: 'group' as const, group: id },
      label: `Group ${name} (${tenants.length})`,
    })),
  ];
  return (
    <ProposalDialog
      trigger={
        <Button size="sm" variant="primary">
          Roll out a change
        </Button>
      }
      title="Roll out a change"
      description="Each tenant keeps what it has beside these parts. Stages can be paused and taken back."
      manifest={'# For instance:\n# requestsPerMinute: 60\n'}
      manifestHint="YAML or JSON; only the parts that change."
      audience={audience}
      onCompare={(patch) => compareAudienceAction({ audience, patch })}
      onPropose={async (patch, reason) => {
        const parsed = rollOutSchema.safeParse({
          ...{ audience, patch, reason },
          shares: shares
            .split(/[\s,%]+/)
            .filter(Boolean)
            .map(Number),
          stageMinutes: minutes.trim() === '' ? null : Number(minutes),
          ...scheduleInput(schedule),
        });
        return parsed.success
          ? rollOutAction(parsed.data)
          : (parsed.error.issues[0]?.message ?? 'This is not usable.');
      }}
    >
      <Field label="Whose policies">
        <PlainSelect
          options={choices.map((choice) => ({
            value: keyOf(choice.audience),
            label: choice.label,
          }))}
          value={keyOf(audience)}
          onChoose={(value) =>
            setAudience(
              choices.find((choice) => keyOf(choice.audience) === value)?.audience ?? audience,
            )
          }
        />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Shares after each stage (%)" hint="Growing, up to 100. One stage: 100.">
          <Input
            value={shares}
            onChange={(event) => setShares(event.target.value)}
            autoComplete="off"
          />
        </Field>
        <Field label="Minutes between stages" optional hint="Empty: each by your word.">
          <Input
            value={minutes}
            onChange={(event) => setMinutes(event.target.value)}
            inputMode="numeric"
            autoComplete="off"
          />
        </Field>
      </div>
      <ScheduleFields schedule={schedule} onChange={setSchedule} />
    </ProposalDialog>
  );
}

const keyOf = (audience: Audience) => JSON.stringify(audience);
