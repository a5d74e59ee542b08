import { formatDuration } from '@/components/ui/format';
import type { WhyFigures } from '@/lib/answer-trace/schema';
import type { StageName } from '@/lib/chat/schema';

const NAMES: Record<StageName, string> = {
  admit: 'Checking limits',
  queue: 'Waiting for a place',
  retrieve: 'Searching',
  assemble: 'Building the prompt',
  reserve: 'Holding the budget',
  generate: 'Writing',
  confirm: 'Waiting for you',
  tool: 'Running a tool',
  settle: 'Settling the price',
};

/** Each stage where it lay in the whole time. */
export function StageTimes({ figures: { stages, latencyMs } }: { figures: WhyFigures }) {
  const whole = Math.max(latencyMs, ...stages.map(({ startMs, ms }) => startMs + ms), 1);
  return (
    <ol className="space-y-2">
      {stages.map(({ stage, startMs, ms }) => (
        <li key={`${stage} ${startMs}`}>
          <p className="tabular flex justify-between gap-4">
            <span>{NAMES[stage]}</span>
            <span className="text-ink-soft">{formatDuration(ms)}</span>
          </p>
          <div aria-hidden className="h-1.5 rounded-full bg-ink/8">
            <div
              className="h-full min-w-0.5 rounded-full bg-accent"
              style={{
                marginLeft: `${(startMs / whole) * 100}%`,
                width: `${(ms / whole) * 100}%`,
              }}
            />
          </div>
        </li>
      ))}
    </ol>
  );
}
