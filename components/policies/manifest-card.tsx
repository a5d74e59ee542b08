'use client';

import { useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import type { Target } from '@/lib/placement/schema';
import { readManifestAction } from '@/lib/policies/actions';
import type { ManifestProblem } from '@/lib/policies/manifest/schema';
import type { PolicyPatch } from '@/lib/policies/schema';
import { ManifestField } from './manifest-field';

interface ManifestCardProps {
  /** What the text begins with. */
  manifest: string;
  onRead: (patch: PolicyPatch, placement?: Target) => void;
}

/** The same policy as a text to edit or to paste; it fills the form, which is what is saved. */
export function ManifestCard({ manifest, onRead }: ManifestCardProps) {
  const [text, setText] = useState(manifest);
  const [problems, setProblems] = useState<readonly ManifestProblem[]>([]);
  const [failure, setFailure] = useState<string>();
  const [done, setDone] = useState(false);
  const [reading, setReading] = useState(false);
  const read = async () => {
    setReading(true);
    setDone(false);
    const result = await readManifestAction({ text, ofTenant: true }).finally(() =>
      setReading(false),
    );
    setFailure(result.ok ? undefined : result.error.message);
    if (!result.ok) return;
    setProblems(result.value.ok ? [] : result.value.problems);
    if (!result.value.ok) return;
    onRead(result.value.patch, result.value.placement);
    setDone(true);
  };
  return (
    <Card
      title="As a manifest"
      description="YAML or JSON. What it leaves out stays as it is in force."
    >
      <div className="space-y-4">
        <ManifestField
          label="Manifest"
          hint="Money is in nano-dollars, sizes are in bytes."
          value={text}
          onChange={setText}
          problems={problems}
        />
        {failure && <Alert kind="error" title="The manifest was not read" text={failure} />}
        <div className="flex flex-wrap items-center gap-3">
          <Button onClick={() => void read()} loading={reading}>
            Fill the form with it
          </Button>
          <p aria-live="polite" className="text-ink-soft text-sm">
            {done && 'The form holds it. Look at what changes, then save.'}
          </p>
        </div>
      </div>
    </Card>
  );
}
