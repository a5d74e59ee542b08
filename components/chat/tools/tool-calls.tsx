'use client';

import { Ban, Check, TriangleAlert } from 'lucide-react';
import { Spinner } from '@/components/ui/spinner';
import type { ToolCall } from '@/lib/tools/schema';
import { AllowCall } from './allow-call';
import { callWords, STATE_WORDS } from './call-words';

interface ToolCallsProps {
  calls: readonly ToolCall[];
  /** The answer is still being written: what waits can be decided. */
  running: boolean;
}

/** What the assistant does meanwhile, and what it asks its reader for. */
export function ToolCalls({ calls, running }: ToolCallsProps) {
  if (calls.length === 0) return null;
  return (
    <ul aria-label="Tools used" className="mb-3 space-y-2">
      {calls.map((call) => (
        <li key={call.id}>
          {call.state === 'asking' && running ? (
            <AllowCall call={call} />
          ) : (
            <p className="flex min-w-0 flex-wrap items-center gap-x-2 text-[0.8125rem] text-ink-soft">
              <CallIcon call={call} />
              <span className="min-w-0 [overflow-wrap:anywhere]">{callWords(call)}</span>
              <span className="text-ink-faint">{STATE_WORDS[call.state]}</span>
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

function CallIcon({ call: { state } }: { call: ToolCall }) {
  if (state === 'running' || state === 'asking') return <Spinner className="text-accent-text" />;
  const Icon = state === 'ok' ? Check : state === 'failed' ? TriangleAlert : Ban;
  return <Icon aria-hidden className="size-4 shrink-0" />;
}
