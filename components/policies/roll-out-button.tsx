'use client';

import { useState } from 'react';
import { planName } from '@/components/console/status-badges';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { PlainSelect } from '@/components/ui/plain-select';
import { rollOutAction } from '@/lib/policies/actions';
import { rollOutSchema, type TenantGroup } from '@/lib/policies/schema';
import { PLANS } from '@/lib/tenancy/schema';
import { ProposalDialog } from './proposal-dialog';

/** Changes many tenants in stages. */
export function RollOutButton({ groups }: { groups: readonly TenantGroup[] }) {
  const [audience, setAudience] = useState<string>(`plan/${PLANS[0]}`);
  const [shares, setShares] = useState('10, 50, 100');
  const [minutes, setMinutes] = useState('');
  const [startsAt, setStartsAt] = useState('');
  const [endsAt, setEndsAt] = useState('');
  const options = [
    ...PLANS.map((plan) => ({ value: `plan/${plan}`, label: `All on the ${planName(plan)} plan` })),
    ...groups.map(({ id, name, tenants }) => ({
      value: `group/${id}`,
      label: `Group ${name} (${tenants.length})`,
    })),
  ];
  const [of, subject] = audience.split('/');
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
      onPropose={async (patch, reason) => {
        const parsed = rollOutSchema.safeParse({
          audience: of === 'group' ? { of, group: subject } : { of, plan: subject },
          ...{ patch, reason },
          shares: shares
            .split(/[\s,%]+/)
            .filter(Boolean)
            .map(Number),
          stageMinutes: minutes.trim() === '' ? null : Number(minutes),
          startsAt: utcOf(startsAt),
          endsAt: utcOf(endsAt),
        });
        return parsed.success
          ? rollOutAction(parsed.data)
          : (parsed.error.issues[0]?.message ?? 'This is not usable.');
      }}
    >
      <Field label="Whose policies">
        <PlainSelect options={options} value={audience} onChoose={setAudience} />
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
        <Field label="Begins (UTC)" optional>
          <Input
            type="datetime-local"
            value={startsAt}
            onChange={(event) => setStartsAt(event.target.value)}
          />
        </Field>
        <Field label="Ends (UTC)" optional>
          <Input
            type="datetime-local"
            value={endsAt}
            onChange={(event) => setEndsAt(event.target.value)}
          />
        </Field>
      </div>
    </ProposalDialog>
  );
}

function utcOf(text: string): string | null {
  if (text === '') return null;
  const time = new Date(`${text}Z`);
  return Number.isNaN(time.getTime()) ? text : time.toISOString();
}
