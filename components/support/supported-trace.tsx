import Link from 'next/link';
import { formatPercent } from '@/components/ui/format';
import { Time } from '@/components/ui/time';
import type { PassageUse } from '@/lib/answer-trace/schema';
import type { SupportView } from '@/lib/support-access/schema';

const USES: Record<PassageUse, string> = {
  cited: 'Cited',
  given: 'Read, not cited',
  left_out: 'Left out: no room',
};

interface SupportedTraceProps {
  tenantId: string;
  trace: NonNullable<SupportView['trace']>;
}

/** What one answer rests on, by ids and numbers. */
export function SupportedTrace({ tenantId, trace }: SupportedTraceProps) {
  return (
    <>
      <p className="mb-4 text-sm">
        Asked <Time value={trace.createdAt} />.{' '}
        <Link
          href={`/console/tenants/${tenantId}/requests/${trace.requestId}`}
          prefetch={false}
          className="text-accent-text underline underline-offset-2"
        >
          Its stages, tokens and cost
        </Link>
      </p>
      {trace.passages.length === 0 ? (
        <p className="text-ink-soft text-sm">Nothing relevant was found in the documents.</p>
      ) : (
        <ol className="divide-y divide-line rounded-lg border border-line bg-surface shadow-card">
          {trace.passages.map((passage, index) => (
            <li key={passage.chunk} className="space-y-1 px-4 py-3 text-sm">
              <p className="flex flex-wrap gap-x-3">
                <span className="tabular text-ink-faint">{index + 1}.</span>
                <span className="font-medium">{USES[passage.use]}</span>
                <span>page {passage.page}</span>
              </p>
              <p className="tabular flex flex-wrap gap-x-3 text-ink-soft text-xs">
                <span>Relevance {formatPercent(passage.score)}</span>
                <span>Words {passage.bm25.toFixed(1)}</span>
                <span>Meaning {passage.dense.toFixed(2)}</span>
              </p>
              <p className="break-all font-mono text-ink-faint text-xs">
                document {passage.document}, characters {passage.start} to {passage.end}
              </p>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}
