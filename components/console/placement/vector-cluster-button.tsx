'use client';

import { Server } from 'lucide-react';
import { setVectorClusterAction } from '@/lib/placement/actions';
import { vectorClusterSchema } from '@/lib/placement/schema';
import { type Endpoint, EndpointButton } from './endpoint-button';

interface VectorClusterButtonProps {
  tenantId: string;
  name: string;
  /** Whether one is set. */
  set: boolean;
}

/** Writes address and key of a vector cluster of the tenant's own, before a move there. */
export function VectorClusterButton({ tenantId, name, set }: VectorClusterButtonProps) {
  const save = async ({ url, apiKey, reason }: Endpoint) => {
    const cluster = { tenantId, url, apiKey: apiKey || undefined, reason };
    const given = vectorClusterSchema.safeParse(cluster);
    if (!given.success) return given.error.issues[0]?.message;
    const result = await setVectorClusterAction(given.data);
    return result.ok ? undefined : result.error.message;
  };
  return (
    <EndpointButton
      icon={<Server aria-hidden />}
      label={set ? 'Replace cluster' : 'Set its own cluster'}
      title={`Vector cluster of ${name}`}
      description="Nothing moves by itself: move the data there afterwards. Address and key are sealed under the tenant’s key."
      confirmLabel="Save cluster"
      done="The cluster is set."
      urlHint="https:// of a Qdrant, or postgresql:// of a PostgreSQL with pgvector."
      keyLabel="Key"
      required="url"
      onSave={save}
    />
  );
}
