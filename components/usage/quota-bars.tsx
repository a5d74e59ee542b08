import { formatBytes, formatCount, formatDateTime, formatPercent } from '@/components/ui/format';
import { Progress } from '@/components/ui/progress';
import type { QuotaUse, Resource } from '@/lib/traffic/schema';

const seconds = (amount: number) => `${formatCount(Math.round(amount))} s`;

const RESOURCES: Record<Resource, { label: string; write: (amount: number) => string }> = {
  stored_bytes: { label: 'Stored originals', write: formatBytes },
  documents: { label: 'Documents', write: formatCount },
  pages_per_day: { label: 'Pages read today', write: formatCount },
  ingest_cpu_seconds_per_day: { label: 'Computing time for documents today', write: seconds },
  bytes_out_per_day: { label: 'Sent today', write: formatBytes },
};

const NEAR = 0.8;

/** What the workspace uses of each resource that its plan limits. */
export function QuotaBars({ quotas, timeZone }: { quotas: readonly QuotaUse[]; timeZone: string }) {
  return (
    <ul className="space-y-4">
      {quotas.map(({ resource, used, limit, resetsAt }) => {
        const { label, write } = RESOURCES[resource];
        const part = used / limit;
        const tone = part >= 1 ? 'danger' : part >= NEAR ? 'warn' : 'accent';
        return (
          <li key={resource} className="min-w-0 space-y-1.5">
            <div className="flex flex-wrap items-baseline justify-between gap-x-3 text-sm">
              <span className="font-medium">{label}</span>
              <span className="tabular text-ink-soft">
                {write(used)} of {write(limit)} · {formatPercent(part)}
              </span>
            </div>
            <Progress value={Math.min(part, 1) * 100} label={label} tone={tone} />
            <p className="tabular text-ink-faint text-xs">
              {resetsAt
                ? `Resets ${formatDateTime(resetsAt, { timeZone })} ${timeZone}`
                : 'Until something is deleted'}
            </p>
          </li>
        );
      })}
    </ul>
  );
}
