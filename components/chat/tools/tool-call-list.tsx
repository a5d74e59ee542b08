import { Badge } from '@/components/ui/badge';
import { formatDuration } from '@/components/ui/format';
import type { ToolCall } from '@/lib/tools/schema';
import { callWords, inputLines, STATE_WORDS } from './call-words';

/** Each call with what it was given and how what came back began. */
export function ToolCallList({ calls }: { calls: readonly ToolCall[] }) {
  return (
    <ol className="space-y-4">
      {calls.map((call) => (
        <li key={call.id} className="min-w-0 border-line border-b pb-3 last:border-0">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className="min-w-0 font-medium [overflow-wrap:anywhere]">{callWords(call)}</span>
            <Badge tone={call.state === 'ok' ? 'success' : 'neutral'}>
              {STATE_WORDS[call.state]}
            </Badge>
            {call.confirmed && <Badge tone="neutral">Allowed by the asker</Badge>}
            {call.ms !== undefined && (
              <span className="tabular text-ink-soft">{formatDuration(call.ms)}</span>
            )}
          </p>
          {call.target && (
            <p className="mt-1 font-mono text-xs [overflow-wrap:anywhere]">{call.target}</p>
          )}
          <Quoted title="Called with" text={inputLines(call.input)} />
          {call.result && <Quoted title="Came back" text={call.result} />}
        </li>
      ))}
    </ol>
  );
}

function Quoted({ title, text }: { title: string; text: string }) {
  return (
    <details className="mt-1">
      <summary className="cursor-pointer text-[0.8125rem] text-ink-soft">{title}</summary>
      <pre className="mt-1 max-h-60 overflow-y-auto whitespace-pre-wrap rounded-md border border-line bg-sunken p-2 font-mono text-xs [overflow-wrap:anywhere]">
        {text}
      </pre>
    </details>
  );
}
