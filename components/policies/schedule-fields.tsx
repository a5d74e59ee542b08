'use client';

import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { Schedule } from './schedule-input';

interface ScheduleFieldsProps {
  schedule: Schedule;
  onChange: (schedule: Schedule) => void;
}

/** When a change begins and when what it changes goes back. */
export function ScheduleFields({ schedule, onChange }: ScheduleFieldsProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Begins (UTC)" optional hint="Empty: at once.">
        <Input
          type="datetime-local"
          value={schedule.startsAt}
          onChange={(event) => onChange({ ...schedule, startsAt: event.target.value })}
        />
      </Field>
      <Field label="Ends (UTC)" optional hint="What it changes goes back then. Empty: never.">
        <Input
          type="datetime-local"
          value={schedule.endsAt}
          onChange={(event) => onChange({ ...schedule, endsAt: event.target.value })}
        />
      </Field>
    </div>
  );
}
