'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { setFlagAction } from '@/lib/flags/actions';
import { FLAGS, type FlagView, setFlagSchema } from '@/lib/flags/schema';

/** For what share of tenants a feature is on, and the switch that takes it from all. */
export function SetFlagButton({ flag }: { flag: FlagView }) {
  const { name } = flag;
  const [percent, setPercent] = useState(String(flag.percent));
  const [killed, setKilled] = useState(flag.killed);
  return (
    <ReasonDialog
      trigger={<Button size="sm">Change</Button>}
      title={`Change “${FLAGS[name].label}”?`}
      description="In force everywhere within a second. A tenant keeps its place: a share that grows takes nothing from anybody."
      confirmLabel="Change it"
      tone="primary"
      done="The flag is changed."
      onConfirm={async (reason) => {
        const share = percent.trim() === '' ? Number.NaN : Number(percent);
        const parsed = setFlagSchema.safeParse({ name, percent: share, killed, reason });
        if (!parsed.success) return parsed.error.issues[0]?.message;
        const result = await setFlagAction(parsed.data);
        return result.ok ? undefined : result.error.message;
      }}
    >
      <div className="space-y-4">
        <Field label="On for (% of tenants)">
          <Input
            value={percent}
            inputMode="numeric"
            className="tabular"
            autoComplete="off"
            onChange={(event) => setPercent(event.target.value)}
          />
        </Field>
        <Field label="Off for everybody" hint="Whatever else is said." layout="inline">
          <Checkbox checked={killed} onCheckedChange={(on) => setKilled(on === true)} />
        </Field>
      </div>
    </ReasonDialog>
  );
}
