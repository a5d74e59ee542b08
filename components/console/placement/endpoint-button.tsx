'use client';

import { type ReactNode, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { ReasonDialog } from '@/components/ui/reason-dialog';

export interface Endpoint {
  url: string;
  apiKey: string;
  reason: string;
}

interface EndpointButtonProps {
  icon: ReactNode;
  label: string;
  title: string;
  description: string;
  confirmLabel: string;
  done: string;
  urlHint: string;
  urlPlaceholder?: string;
  keyLabel: string;
  /** Comes first; the other one may stay empty. */
  required: 'url' | 'key';
  /** Resolves with what is wrong, in words, or with nothing once it is stored. */
  onSave: (endpoint: Endpoint) => Promise<string | undefined>;
}

/** Asks for the address and the key of a service that is the tenant's own; what is stored is never shown again. */
export function EndpointButton(props: EndpointButtonProps) {
  const [url, setUrl] = useState('');
  const [apiKey, setApiKey] = useState('');
  const save = async (reason: string) => {
    const problem = await props.onSave({ url: url.trim(), apiKey: apiKey.trim(), reason });
    if (problem) return problem;
    setUrl('');
    setApiKey('');
    return undefined;
  };
  const needsKey = props.required === 'key';
  const address = (
    <Field label="Address" required={!needsKey} optional={needsKey} hint={props.urlHint}>
      <Input
        type="url"
        inputMode="url"
        autoComplete="off"
        placeholder={props.urlPlaceholder}
        value={url}
        onChange={(event) => setUrl(event.target.value)}
        maxLength={300}
      />
    </Field>
  );
  return (
    <ReasonDialog
      trigger={
        <Button size="sm" variant="secondary">
          {props.icon} {props.label}
        </Button>
      }
      hint="For the audit logs, the tenant’s included."
      title={props.title}
      description={props.description}
      confirmLabel={props.confirmLabel}
      tone="primary"
      done={props.done}
      onConfirm={save}
    >
      {!needsKey && address}
      <Field label={props.keyLabel} required={needsKey} optional={!needsKey}>
        <Input
          type="password"
          autoComplete="off"
          spellCheck={false}
          value={apiKey}
          onChange={(event) => setApiKey(event.target.value)}
          maxLength={400}
        />
      </Field>
      {needsKey && address}
    </ReasonDialog>
  );
}
