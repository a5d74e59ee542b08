'use client';

import { PowerOff } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { PlainSelect } from '@/components/ui/plain-select';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { switchOffAction } from '@/lib/containment/actions';
import { switchOffSchema } from '@/lib/containment/schema';
import { MODEL_OPTIONS, TOOL_OPTIONS } from './hand-draft';
import { LengthField, USUAL_MINUTES } from './length-field';

const KINDS = [
  { value: 'model', label: 'A model' },
  { value: 'tool', label: 'A tool of the assistant' },
];

/** Takes a model or a tool away from everybody for a while. */
export function SwitchOffButton() {
  const [kind, setKind] = useState('model');
  const [model, setModel] = useState<string>(MODEL_OPTIONS[0]?.value ?? '');
  const [tool, setTool] = useState<string>(TOOL_OPTIONS[0]?.value ?? '');
  const [minutes, setMinutes] = useState(USUAL_MINUTES);
  const isModel = kind === 'model';
  return (
    <ReasonDialog
      trigger={
        <Button size="sm" variant="danger-ghost">
          <PowerOff aria-hidden /> Switch off
        </Button>
      }
      title="Switch off for every tenant?"
      description="No new call begins, everywhere within a second. Who has nothing else is refused with the time of the end."
      confirmLabel="Switch it off"
      done="It is off."
      onConfirm={async (reason) => {
        const what = isModel ? { kind, model } : { kind, tool };
        const parsed = switchOffSchema.safeParse({ what, minutes: Number(minutes), reason });
        if (!parsed.success) return parsed.error.issues[0]?.message;
        const result = await switchOffAction(parsed.data);
        return result.ok ? undefined : result.error.message;
      }}
    >
      <div className="space-y-4">
        <Field label="What">
          <PlainSelect options={KINDS} value={kind} onChoose={setKind} />
        </Field>
        <Field label={isModel ? 'Model' : 'Tool'}>
          <PlainSelect
            options={isModel ? MODEL_OPTIONS : TOOL_OPTIONS}
            value={isModel ? model : tool}
            onChoose={isModel ? setModel : setTool}
          />
        </Field>
        <LengthField value={minutes} onChange={setMinutes} />
      </div>
    </ReasonDialog>
  );
}
