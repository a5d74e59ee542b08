import { memo } from 'react';
import { formatCount, formatDateTime, formatDuration } from '@/components/ui/format';
import { Progress } from '@/components/ui/progress';
import { isActive } from '@/lib/documents/facts';
import type { DocumentView } from '@/lib/documents/schema';
import { QualityHints } from './quality-hints';
import { StageBadge, stageName } from './stage-badge';

/** The stage in hand with its progress, or how it ended: how long it took, or why it failed. */
export const DocumentProgress = memo(function DocumentProgress({
  document,
}: {
  document: DocumentView;
}) {
  const { stage, progress, failure, elapsedMs, remainingMs, waitsUntil } = document;
  if (isActive(stage)) {
    const known = progress.total > 0;
    return (
      <div className="space-y-1.5">
        <p className="flex items-center justify-between gap-3">
          <StageBadge stage={stage} />
          <span className="tabular text-ink-faint text-xs">
            {seconds(elapsedMs)}
            {remainingMs !== null && `, about ${seconds(remainingMs)} left`}
          </span>
        </p>
        <Progress
          label={`${stageName(stage)} ${document.name}`}
          value={known ? (progress.done / progress.total) * 100 : undefined}
        />
        {waitsUntil && (
          <p className="max-w-80 text-pretty text-ink-faint text-xs">
            This workspace’s pages or computing time of today are used up. It goes on by itself on{' '}
            {formatDateTime(waitsUntil)} UTC.
          </p>
        )}
        {document.version > 1 && (
          <p className="text-ink-faint text-xs">
            Version {document.version}; the earlier one answers until it is indexed.
          </p>
        )}
        {known && (
          <p className="tabular text-ink-faint text-xs">
            {formatCount(progress.done)} of {formatCount(progress.total)}{' '}
            {stage === 'embedding' ? 'passages' : 'pages'}
          </p>
        )}
      </div>
    );
  }
  return (
    <div className="space-y-1">
      <StageBadge stage={stage} />
      {stage === 'indexed' && document.chunks !== null && (
        <p className="tabular text-ink-faint text-xs">
          {formatCount(document.chunks)} {document.chunks === 1 ? 'passage' : 'passages'} in{' '}
          {formatDuration(elapsedMs)}
        </p>
      )}
      {document.stage === 'indexed' && <QualityHints hints={document.hints} />}
      {failure && (
        <p className="max-w-80 text-pretty text-danger text-xs leading-relaxed">
          {failure.message}
        </p>
      )}
    </div>
  );
});

/** Whole seconds: tenths would jump about. */
function seconds(ms: number): string {
  return ms < 60_000 ? `${Math.floor(ms / 1000)} s` : formatDuration(ms);
}
