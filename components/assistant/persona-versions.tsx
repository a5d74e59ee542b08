'use client';

import { useRouter } from 'next/navigation';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { rulesText } from '@/lib/guardrails/schema';
import { restorePersonaAction } from '@/lib/persona/actions';
import type { PersonaVersion } from '@/lib/persona/schema';
import { setupText } from '@/lib/tools/schema';
import { TextDiff } from './text-diff';

interface PersonaVersionsProps {
  slug: string;
  /** The latest first, which is in force. */
  versions: readonly PersonaVersion[];
}

/** Every version with what it changed, and the way back to it. */
export function PersonaVersions({ slug, versions }: PersonaVersionsProps) {
  const router = useRouter();
  if (versions.length === 0)
    return <p className="text-ink-soft text-sm">Nothing was changed yet.</p>;
  const [current] = versions;
  return (
    <ol aria-label="Versions of the assistant" className="divide-y divide-line">
      {versions.map((version, index) => (
        <li key={version.id} className="py-2">
          <details>
            <summary className="flex min-h-11 cursor-pointer flex-wrap items-center gap-x-3 gap-y-1 text-sm">
              <span className="font-medium">Version {version.version}</span>
              <span className="min-w-0 break-words text-ink-soft">
                {version.author}, <Time value={version.at} />
              </span>
              {version === current && <Badge tone="success">In force</Badge>}
            </summary>
            <div className="space-y-3 pt-1 pb-2">
              <TextDiff before={wordsOf(versions[index + 1])} after={wordsOf(version)} />
              {version !== current && (
                <ConfirmDialog
                  trigger={<Button size="sm">Restore version {version.version}</Button>}
                  title={`Put version ${version.version} in force again?`}
                  description={
                    'Name, persona, guardrails, models and tools, for everybody, with their next question. Nothing is lost: this becomes a new version.'
                  }
                  tone="primary"
                  confirmLabel="Restore"
                  onConfirm={async () => {
                    const result = await restorePersonaAction(slug, { id: version.id });
                    if (!result.ok) return result.error.message;
                    toast.success(`Version ${version.version} is in force again`);
                    router.refresh();
                    return undefined;
                  }}
                >
                  <div className="rounded-md border border-line p-3">
                    <TextDiff before={wordsOf(current)} after={wordsOf(version)} />
                  </div>
                </ConfirmDialog>
              )}
            </div>
          </details>
        </li>
      ))}
    </ol>
  );
}

function wordsOf(version: PersonaVersion | undefined): string {
  return version
    ? [version.text, rulesText(version.rules), setupText(version.setup)].filter(Boolean).join('\n')
    : '';
}
