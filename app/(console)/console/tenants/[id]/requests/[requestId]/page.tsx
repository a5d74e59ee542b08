import type { Metadata } from 'next';
import { downgradeWords } from '@/components/budgets/downgrade-words';
import { duration } from '@/components/console/figures-grid';
import { Money } from '@/components/console/money';
import { modelName, OutcomeBadge } from '@/components/console/status-badges';
import { TraceCalls } from '@/components/console/trace-calls';
import { TraceScores } from '@/components/console/trace-scores';
import { TraceWaterfall } from '@/components/console/trace-waterfall';
import { PageBody } from '@/components/shell/page-body';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { CopyButton } from '@/components/ui/copy-button';
import { formatCount, formatDateTime } from '@/components/ui/format';
import { PageHeader } from '@/components/ui/page-header';
import { Stat, StatGrid } from '@/components/ui/stat';
import { readTrace } from '@/lib/console/read-trace';
import type { Trace } from '@/lib/console/schema';
import { orNotFound } from '@/lib/http/or-not-found';
import { platformPage } from '@/lib/http/page-context';

export const metadata: Metadata = { title: 'Request' };

interface TracePageProps {
  params: Promise<{ id: string; requestId: string }>;
}

export default async function TracePage({ params }: TracePageProps) {
  const ctx = await platformPage('operator', 'auditor');
  const { id, requestId } = await params;
  const trace = await orNotFound(readTrace(ctx, id, requestId));
  return (
    <PageBody>
      <PageHeader
        title="Request"
        breadcrumb={[
          { label: 'Fleet', href: '/console' },
          { label: trace.tenant.name, href: `/console/tenants/${trace.tenant.id}` },
          { label: 'Request' },
        ]}
        meta={<OutcomeBadge outcome={trace.outcome} />}
        description={
          <span className="flex flex-wrap items-center gap-x-1">
            {formatDateTime(trace.startedAt, { seconds: true })} UTC · by a {trace.principalKind} ·
            <code className="break-all font-mono text-[0.8125rem]">{trace.id}</code>
            <CopyButton text={trace.id} label="request id" />
          </span>
        }
      />
      {trace.errorCode && (
        <Alert
          kind={trace.outcome === 'error' ? 'error' : 'warn'}
          title={
            <>
              Ended with <code className="font-mono">{trace.errorCode}</code>
            </>
          }
          text={
            trace.repeats > 1
              ? `Stands for ${formatCount(trace.repeats)} refusals of the same ${trace.principalKind} within a minute.`
              : undefined
          }
          className="mb-6"
        />
      )}
      {trace.downgraded && (
        <Alert
          kind="info"
          title={downgradeWords(trace.downgraded, false)}
          text={
            'unavailable' in trace.downgraded.because
              ? 'As the fallback of the policy says.'
              : 'As the policy allows at a limit. The tenant can forbid either.'
          }
          className="mb-6"
        />
      )}
      <StatGrid className="mb-6">
        <Stat
          label="Latency"
          value={duration(trace.latencyMs)}
          hint={`First token ${duration(trace.firstTokenMs)}`}
        />
        <Stat label="Model" value={modelName(trace.model)} hint={trace.feature} />
        <Stat
          label="Tokens"
          value={formatCount(trace.tokens)}
          hint={`${formatCount(trace.inputTokens)} in · ${formatCount(trace.outputTokens)} out`}
        />
        <Stat label="Cost" value={<Money nano={trace.costNano} />} />
        <Stat label="Price" value={<Money nano={trace.priceNano} />} />
        <Stat
          label="Passages"
          value={formatCount(trace.passages)}
          hint={`${formatCount(trace.scores.length)} found`}
        />
        <Stat
          label="Waited for a slot"
          value={duration(trace.queuedMs)}
          hint={`${formatCount(trace.retries)} ${trace.retries === 1 ? 'call' : 'calls'} made once more`}
        />
        <Stat
          label="Policy"
          value={`Version ${formatCount(trace.policyVersion)}`}
          hint={decisionOf(trace)}
        />
      </StatGrid>
      <Card title="Stages" flush className="mb-6">
        <TraceWaterfall trace={trace} />
      </Card>
      <Card
        title="Retrieval scores"
        description="Of the passages that were found; their words stay with the tenant"
        flush
        className="mb-6"
      >
        <TraceScores scores={trace.scores} />
      </Card>
      <Card title="Ledger rows" description="One for each call of a model" flush>
        <TraceCalls calls={trace.ledger} />
      </Card>
    </PageBody>
  );
}

/** What the policy made of the request. */
function decisionOf({ outcome, downgraded, errorCode, policy }: Trace): string {
  const decided =
    outcome === 'refused'
      ? `refused: ${errorCode?.replaceAll('_', ' ') ?? 'by a limit'}`
      : downgraded
        ? 'let through with less'
        : 'let through as asked';
  return policy ? `${decided} · in force since ${formatDateTime(policy.at)} UTC` : decided;
}
