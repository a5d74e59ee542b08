'use client';

import { CircleStop, Info, TriangleAlert, WifiOff } from 'lucide-react';
import dynamic from 'next/dynamic';
import type { ComponentProps } from 'react';
import { downgradeWords } from '@/components/budgets/downgrade-words';
import { cn } from '@/components/ui/cn';
import { CopyButton } from '@/components/ui/copy-button';
import { formatCount } from '@/components/ui/format';
import { Spinner } from '@/components/ui/spinner';
import type { Billed, StageName } from '@/lib/chat/schema';
import { formatUsd } from '@/lib/money';
import { AnswerToolbar } from './answer-toolbar';
import { useChat } from './chat-context';
import { LINKED } from './deep-link/linked';
import { failureWords } from './error-words';
import { SourceList } from './source-list';
import { ToolCalls } from './tools/tool-calls';

/** Half of the code of a page with an answer, for which the page of a new question need not wait. */
const loadMarkdown = () => import('./answer-markdown').then((loaded) => loaded.AnswerMarkdown);
const AnswerMarkdown = dynamic(loadMarkdown);

/** While the first words are awaited, so that they are drawn when they come. */
export function prepareToDraw(): void {
  // Tried again when there is something to draw.
  loadMarkdown().catch(() => undefined);
}

export const STAGE_WORDS: Partial<Record<StageName, string>> = {
  queue: 'Waiting for a free place…',
  retrieve: 'Searching your documents…',
  generate: 'Writing the answer…',
};

/** An answer in any state: awaited, coming, complete, stopped or failed. */
export function AnswerView({ answer, ...toolbar }: ComponentProps<typeof AnswerToolbar>) {
  const { state, lost, text, citations, stage, errorCode, requestId, downgraded, billed } = answer;
  const { tools } = answer;
  const { linkHosts } = useChat();
  const running = state === 'running';
  const asking = tools.some((call) => call.state === 'asking');
  return (
    <article
      id={answer.messageId}
      tabIndex={-1}
      aria-label="Answer"
      aria-busy={running}
      className={cn('min-w-0', LINKED)}
    >
      <ToolCalls calls={tools} running={running} />
      {text === '' && running && !asking && (
        <p className="flex items-center gap-2.5 text-ink-soft text-sm">
          <Spinner className="text-accent-text" />
          {(stage && STAGE_WORDS[stage]) ?? 'Checking limits…'}
        </p>
      )}
      {text !== '' && <AnswerMarkdown {...{ text, citations, linkHosts }} streaming={running} />}
      {running && lost && (
        <p className="mt-3 flex items-center gap-1.5 text-ink-soft text-[0.8125rem]">
          <WifiOff aria-hidden className="size-4 shrink-0" />
          {requestId
            ? 'The connection was lost. The answer goes on; trying to reach it again…'
            : 'The connection was lost. Your question is sent again…'}
        </p>
      )}
      {state === 'stopped' && (
        <p className="mt-3 flex items-start gap-1.5 text-ink-faint text-[0.8125rem]">
          <CircleStop aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span>
            {text === '' ? 'Stopped before the answer began.' : 'Stopped. This is what had come.'}{' '}
            {billed && <BilledFor billed={billed} />}
          </span>
        </p>
      )}
      {state === 'failed' && (
        <p className="mt-3 flex flex-wrap items-center gap-1.5 text-danger text-[0.8125rem]">
          <TriangleAlert aria-hidden className="size-4 shrink-0" />
          {failureWords(errorCode)}
          {requestId && (
            <span className="inline-flex items-center text-ink-faint">
              Request {requestId.slice(0, 8)}…
              <CopyButton text={requestId} label="request id" />
            </span>
          )}
        </p>
      )}
      {!running && downgraded && (
        <p className="mt-3 flex items-start gap-1.5 text-ink-faint text-[0.8125rem]">
          <Info aria-hidden className="mt-0.5 size-4 shrink-0" />
          {downgradeWords(downgraded, true)}
        </p>
      )}
      {!running && <SourceList citations={citations} />}
      {!running && <AnswerToolbar answer={answer} {...toolbar} />}
    </article>
  );
}

function BilledFor({ billed: { inputTokens, outputTokens, priceNano } }: { billed: Billed }) {
  const tokens = inputTokens + outputTokens;
  if (tokens === 0 && priceNano === '0') return <>Nothing was billed.</>;
  return (
    <span className="tabular">
      Billed: {formatCount(tokens)} {tokens === 1 ? 'token' : 'tokens'} ({formatCount(outputTokens)}{' '}
      of the answer), {formatUsd(BigInt(priceNano))}.
    </span>
  );
}
