'use client';

import { Field } from '@/components/ui/field';
import { Textarea } from '@/components/ui/textarea';
import type { ManifestProblem } from '@/lib/policies/manifest/schema';

interface ManifestFieldProps {
  label: string;
  hint: string;
  value: string;
  onChange: (text: string) => void;
  problems: readonly ManifestProblem[];
  rows?: number;
}

/** A policy as text, with what is wrong with it by line and column. */
export function ManifestField(props: ManifestFieldProps) {
  const { label, hint, value, onChange, problems, rows = 14 } = props;
  return (
    <Field
      label={label}
      hint={hint}
      error={
        problems.length > 0 && (
          <ul className="list-none space-y-0.5">
            {problems.slice(0, 20).map(({ line, column, path, message }) => (
              <li key={`${line}:${column}:${path}:${message}`}>
                Line {line}, column {column}
                {path && `, ${path}`}: {message}
              </li>
            ))}
          </ul>
        )
      }
    >
      <Textarea
        value={value}
        onChange={(event) => onChange(event.target.value)}
        rows={rows}
        spellCheck={false}
        autoComplete="off"
        className="font-mono text-[0.8125rem]"
      />
    </Field>
  );
}
