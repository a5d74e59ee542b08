import { PolicyChanges } from '@/components/console/policy-changes';
import { formatCount } from '@/components/ui/format';
import type { PolicyChange } from '@/lib/console/policy/schema';
import type { Audience } from '@/lib/policies/schema';
import { PreviewPanel } from './preview-panel';

/** Of a plan, or of many tenants and then of how many of them each. */
export interface Differences {
  changes: readonly (PolicyChange & { tenants?: number })[];
  /** Values of tenants that are not listed. */
  unlisted: number;
}

interface ComparisonPanelProps {
  differences: Differences;
  /** Whose last 30 days are looked at. */
  audience: Audience;
  previewHint?: string;
}

/** What a proposal changes, part by part, and what it would have meant. */
export function ComparisonPanel({ differences, audience, previewHint }: ComparisonPanelProps) {
  const { changes, unlisted } = differences;
  const patch = Object.fromEntries(changes.map(({ field, after }) => [field, after]));
  return (
    <section
      aria-label="What changes"
      className="space-y-4 rounded-md border border-line px-3 py-3"
    >
      <h3 className="font-medium text-sm">What changes</h3>
      <PolicyChanges changes={changes} />
      {unlisted > 0 && (
        <p className="text-[0.8125rem] text-ink-soft">
          {formatCount(unlisted)} other values that few have are not listed.
        </p>
      )}
      <PreviewPanel input={{ of: 'many', audience, patch }} hint={previewHint} />
    </section>
  );
}
