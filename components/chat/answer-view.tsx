'use client';

import { CircleStop, Info, TriangleAlert } from 'lucide-react';
import { downgradeWords } from '@/components/budgets/downgrade-words';
import { CopyButton } from '@/components/ui/copy-button';
import { Spinner } from '@/components/ui/spinner';
import type { StageName } from '@/lib/chat/schema';
import { AnswerMarkdown } from './answer-markdown';
import { failureWords } from './error-words';
import type { TurnAnswer } from './merge-turns';
import { SourceList } from './source-list';

export const STAGE_WORDS: Partial<Record<StageName, string>> = {
  queue: 'Waiting for a free place…',
  retrieve: 'Searching your documents…',
  generate: 'Writing the answer…',
};

/** An answer in any state: awaited, coming, complete, stopped or failed. */
export function AnswerView({ answer }: { answer: TurnAnswer }) {
  const { state, text, citations, stage, errorCode, requestId, downgraded } = answer;
  const running = state === 'running';
  return (
    <article aria-label="Answer" aria-busy={running} className="min-w-0">
      {text === '' && running && (
        <p className="flex items-center gap-2.5 text-ink-soft text-sm">
          <Spinner className="text-accent-text" />
          {(stage && STAGE_WORDS[stage]) ?? 'Checking limits…'}
        </p>
      )}
      {text !== '' && <AnswerMarkdown text={text} citations={citations} streaming={running} />}
      {state === 'stopped' && (
        <p className="mt-3 flex items-center gap-1.5 text-ink-faint text-[0.8125rem]">
          <CircleStop aria-hidden className="size-4" />
          {text === '' ? 'Stopped before the answer began.' : 'Stopped. This is what had come.'}
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
      {!running && text !== '' && (
        <div className="-ml-2 mt-2">
          <CopyButton text={text} label="answer" />
        </div>
      )}
    </article>
  );
}
