'use client';

import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Switch } from '@/components/ui/switch';
import { Textarea } from '@/components/ui/textarea';
import type { KeyLimits } from '@/lib/api-keys/schema';
import type { KeyDraft } from './key-draft';

const LIMITS: { field: keyof KeyLimits; label: string }[] = [
  { field: 'requestsPerMinute', label: 'Requests a minute' },
  { field: 'burstPerSecond', label: 'Requests a second' },
  { field: 'tokensPerMinute', label: 'Tokens a minute' },
  { field: 'inFlight', label: 'At once' },
];

interface KeyLimitFieldsProps {
  draft: KeyDraft;
  errors: Readonly<Record<string, string>>;
  onChange: (change: Partial<KeyDraft>) => void;
}

/** What few keys need, out of the way until it is asked for. */
export function KeyLimitFields({ draft, errors, onChange }: KeyLimitFieldsProps) {
  return (
    <details className="rounded-md border border-line px-3 py-2">
      <summary className="cursor-pointer font-medium text-sm touch:py-2">
        Limits and addresses
      </summary>
      <div className="space-y-4 pt-3 pb-1">
        <div className="grid grid-cols-2 items-start gap-3">
          {LIMITS.map(({ field, label }) => (
            <Field key={field} label={label} optional error={errors[field]}>
              <Input
                value={draft.limits[field]}
                onChange={(event) =>
                  onChange({ limits: { ...draft.limits, [field]: event.target.value } })
                }
                inputMode="numeric"
                autoComplete="off"
                className="tabular"
              />
            </Field>
          ))}
        </div>
        <Field
          label="Addresses it may be used from"
          optional
          error={errors.allowList}
          hint="One network a line, such as 192.0.2.0/24 or 2001:db8::/32. None: from everywhere."
        >
          <Textarea
            value={draft.networks}
            onChange={(event) => onChange({ networks: event.target.value })}
            rows={2}
            spellCheck={false}
            className="font-mono"
          />
        </Field>
        <Field
          layout="inline"
          label="A cheaper model or a shorter answer will do"
          hint="When a budget is short. Otherwise the request is refused."
        >
          <Switch
            checked={draft.mayDowngrade}
            onCheckedChange={(mayDowngrade) => onChange({ mayDowngrade })}
          />
        </Field>
        <p className="text-[0.8125rem] text-ink-faint">
          A budget of its own is set on the page Budgets, once the key is there.
        </p>
      </div>
    </details>
  );
}
