'use client';

import { Server } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { setVectorClusterAction } from '@/lib/placement/actions';
import { vectorClusterSchema } from '@/lib/placement/schema';

interface VectorClusterButtonProps {
  tenantId: string;
  name: string;
  /** Whether one is set. */
  set: boolean;
}

/** Writes address and key of a vector cluster of the tenant's own, before a move there. */
export function VectorClusterButton({ tenantId, name, set }: VectorClusterButtonProps) {
  const [url, setUrl] = useState('');
  const [apiKey, setApiKey] = useState('');
  const save = async (reason: string) => {
    const key = apiKey.trim() || undefined;
    const given = vectorClusterSchema.safeParse({ tenantId, url, apiKey: key, reason });
    if (!given.success) return given.error.issues[0]?.message;
    const result = await setVectorClusterAction(given.data);
    if (!result.ok) return result.error.message;
    setUrl('');
    setApiKey('');
    return undefined;
  };
  return (
    <ReasonDialog
      trigger={
        <Button size="sm" variant="secondary">
          <Server aria-hidden /> {set ? 'Replace cluster' : 'Set its own cluster'}
        </Button>
      }
      hint="For the audit logs, the tenant’s included."
      title={`Vector cluster of ${name}`}
      description="Nothing moves by itself: move the data there afterwards. Address and key are sealed under the tenant’s key."
      confirmLabel="Save cluster"
      tone="primary"
      done="The cluster is set."
      onConfirm={save}
    >
      <Field
        label="Address"
        required
        hint="https:// of a Qdrant, or postgresql:// of a PostgreSQL with pgvector."
      >
        <Input
          type="url"
          inputMode="url"
          autoComplete="off"
          value={url}
          onChange={(event) => setUrl(event.target.value)}
          maxLength={300}
        />
      </Field>
      <Field label="Key" optional>
        <Input
          type="password"
          autoComplete="off"
          spellCheck={false}
          value={apiKey}
          onChange={(event) => setApiKey(event.target.value)}
          maxLength={400}
        />
      </Field>
    </ReasonDialog>
  );
}
