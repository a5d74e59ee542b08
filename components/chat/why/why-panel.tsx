'use client';

import type { ReactNode } from 'react';
import { downgradeWords } from '@/components/budgets/downgrade-words';
import { RefusedError } from '@/components/documents/read-json';
import { scopeWords } from '@/components/scope/asked-of';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { formatCount, formatDateTime, formatDuration } from '@/components/ui/format';
import { Skeleton, SkeletonGroup } from '@/components/ui/skeleton';
import type { WhyView } from '@/lib/answer-trace/schema';
import { modelName } from '@/lib/llm/facts';
import { formatUsd } from '@/lib/money';
import { useChat } from '../chat-context';
import { ToolCallList } from '../tools/tool-call-list';
import { StageTimes } from './stage-times';
import { useWhy } from './use-why';
import { WhyPassages } from './why-passages';

interface WhyPanelProps {
  slug: string;
  messageId: string;
  /** Called when a passage is opened beside the answer. */
  onLeave: () => void;
}

export function WhyPanel({ slug, messageId, onLeave }: WhyPanelProps) {
  const { data, error, isFetching, refetch } = useWhy(slug, messageId);
  const { supports } = useChat();
  if (error) {
    const body = error instanceof RefusedError ? error.body : undefined;
    return (
      <div className="space-y-3 p-5">
        <Alert
          kind="warn"
          title="This could not be read"
          text={`${body?.message ?? 'The server could not be reached.'}${body?.requestId ? ` Request ${body.requestId}.` : ''}`}
        />
        <Button size="sm" onClick={() => refetch()}>
          Try again
        </Button>
      </div>
    );
  }
  if (!data)
    return (
      <SkeletonGroup label="Reading why" className="space-y-3 p-5">
        <Skeleton className="h-5 w-1/2" />
        <Skeleton />
        <Skeleton />
        <Skeleton className="w-2/3" />
      </SkeletonGroup>
    );
  return (
    <div className="space-y-6 p-5 text-sm">
      <Figures why={data} />
      {data.downgraded && (
        <Part title="What was changed, and why">
          <p>{downgradeWords(data.downgraded, true)}</p>
        </Part>
      )}
      <Part title="Passages">
        <WhyPassages passages={data.passages} onOpen={onLeave} />
      </Part>
      {data.tools.length > 0 && (
        <Part title="Tools">
          <ToolCallList calls={data.tools} />
        </Part>
      )}
      {data.figures && (
        <Part title="Time by stage">
          <StageTimes figures={data.figures} />
        </Part>
      )}
      {supports && data.passages && (
        <div>
          <ButtonLink size="sm" href={`/t/${slug}/support?answer=${messageId}`}>
            Let support see this
          </ButtonLink>
        </div>
      )}
      {!data.figures && (
        <div>
          <Button size="sm" disabled={isFetching} onClick={() => refetch()}>
            Look again
          </Button>
        </div>
      )}
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-2 font-semibold">{title}</h3>
      {children}
    </section>
  );
}

function Figures({ why: { model, figures, scope } }: { why: WhyView }) {
  const name = model && modelName(model);
  const facts: [string, string][] = [
    ['Model', name ?? 'None: nothing was written by a model'],
    ['Asked of', scope ? scopeWords(scope) : 'everything you may read'],
    ...(figures
      ? ([
          ['Tokens read', formatCount(figures.inputTokens)],
          ['Tokens written', formatCount(figures.outputTokens)],
          ['Price for your workspace', formatUsd(BigInt(figures.priceNano))],
          ['Time in all', formatDuration(figures.latencyMs)],
          ['To the first word', firstWord(figures.firstTokenMs)],
          ['Asked', `${formatDateTime(figures.startedAt, { seconds: true })} UTC`],
          ['Version of the policy', formatCount(figures.policyVersion)],
        ] satisfies [string, string][])
      : []),
  ];
  return (
    <>
      <dl className="tabular space-y-1.5">
        {facts.map(([term, value]) => (
          <div key={term} className="flex flex-wrap justify-between gap-x-4">
            <dt className="text-ink-soft">{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {!figures && (
        <p className="text-ink-soft">
          Tokens, price and times are written down when the request is settled, or were never kept.
        </p>
      )}
    </>
  );
}

function firstWord(ms: number | null): string {
  return ms === null ? 'There was none' : formatDuration(ms);
}
