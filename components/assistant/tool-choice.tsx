'use client';

import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { TOOL_KINDS, type ToolKind } from '@/lib/tenancy/schema';
import { TOOL_WORDS } from '@/lib/tools/schema';

interface ToolChoiceProps {
  legend: string;
  hint: string;
  value: readonly ToolKind[];
  onChange: (tools: ToolKind[]) => void;
  /** Those that can be chosen; all without it. */
  granted?: readonly ToolKind[];
}

export function ToolChoice({
  legend,
  hint,
  value,
  onChange,
  granted = TOOL_KINDS,
}: ToolChoiceProps) {
  const toggle = (kind: ToolKind, on: boolean) =>
    onChange(TOOL_KINDS.filter((each) => (each === kind ? on : value.includes(each))));
  return (
    <fieldset className="space-y-3 sm:col-span-2">
      <legend className="font-medium text-sm">{legend}</legend>
      <p className="text-[0.8125rem] text-ink-soft">{hint}</p>
      {granted.map((kind) => (
        <Field
          key={kind}
          layout="inline"
          label={TOOL_WORDS[kind].label}
          hint={TOOL_WORDS[kind].hint}
        >
          <Checkbox
            checked={value.includes(kind)}
            onCheckedChange={(on) => toggle(kind, on === true)}
          />
        </Field>
      ))}
    </fieldset>
  );
}
