'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { formatDuration } from '@/components/ui/format';
import { Textarea } from '@/components/ui/textarea';
import { tryToolAction } from '@/lib/tools/actions';
import type { HttpTool, Tried } from '@/lib/tools/schema';

interface TryToolProps {
  slug: string;
  /** The tool as it is typed; undefined while it is none. */
  read: () => HttpTool | undefined;
  secret: { secret?: string };
}

/** Calls the tool once as it stands, really, and shows what a model would be told. */
export function TryTool({ slug, read, secret }: TryToolProps) {
  const [input, setInput] = useState('{}');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [tried, setTried] = useState<Tried>();
  const run = async () => {
    const tool = read();
    setTried(undefined);
    setProblem(tool ? undefined : 'Correct the fields above first.');
    if (!tool) return;
    setBusy(true);
    const result = await tryToolAction(slug, { tool, input, ...secret });
    setBusy(false);
    if (result.ok) setTried(result.value);
    else setProblem(result.error.message);
  };
  return (
    <fieldset className="space-y-3 rounded-lg border border-line p-4">
      <legend className="px-1 font-medium text-sm">Try it</legend>
      <Field label="Input of the try" hint="JSON. The call is really made." error={problem}>
        <Textarea
          rows={2}
          spellCheck={false}
          className="font-mono text-[0.8125rem]"
          value={input}
          onChange={(event) => setInput(event.target.value)}
        />
      </Field>
      <Button size="sm" onClick={() => void run()} loading={busy}>
        Call it now
      </Button>
      <div role="status">
        {tried && (
          <>
            <p className="text-sm">
              {tried.state === 'ok' ? 'It answered' : 'It failed'} after{' '}
              {formatDuration(tried.ms ?? 0)}.
            </p>
            <pre className="mt-2 max-h-48 overflow-y-auto whitespace-pre-wrap rounded-md border border-line bg-sunken p-2 font-mono text-xs [overflow-wrap:anywhere]">
              {tried.result}
            </pre>
          </>
        )}
      </div>
    </fieldset>
  );
}
