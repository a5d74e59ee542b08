'use client';

import { useEffect, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { decideCallAction } from '@/lib/chat/actions';
import type { ToolCall } from '@/lib/tools/schema';
import { useChat } from '../chat-context';
import { callWords, inputLines } from './call-words';

/** Asks before a call that changes something, with all that it would send. The answer waits meanwhile, also over a reload. */
export function AllowCall({ call }: { call: ToolCall }) {
  const { slug } = useChat();
  const [decided, setDecided] = useState<'allow' | 'deny'>();
  const id = useId();
  const [said, setSaid] = useState('');
  // A live region says only what comes into it after it is there.
  useEffect(() => setSaid('The assistant asks before it goes on.'), []);
  const decide = async (allow: boolean) => {
    setDecided(allow ? 'allow' : 'deny');
    const result = await decideCallAction(slug, { id: call.id, allow });
    if (result.ok) return;
    setDecided(undefined);
    toast.error('That was not taken', { description: result.error.message });
  };
  return (
    <section
      aria-labelledby={id}
      className="rounded-lg border border-line-firm bg-surface p-4 text-sm dark:bg-raised"
    >
      <h3 id={id} className="font-semibold">
        Allow “{callWords(call)}”?
      </h3>
      <p role="status" className="sr-only">
        {said}
      </p>
      <p className="mt-1 text-ink-soft">
        It may change something outside this workspace. Nothing is sent until you allow it.
      </p>
      {call.target && (
        <p className="mt-3 font-mono text-[0.8125rem] [overflow-wrap:anywhere]">{call.target}</p>
      )}
      <pre className="mt-2 max-h-60 overflow-y-auto whitespace-pre-wrap rounded-md border border-line bg-sunken p-3 font-mono text-[0.8125rem] [overflow-wrap:anywhere]">
        {inputLines(call.input)}
      </pre>
      <div className="mt-3 flex flex-wrap items-center gap-3">
        <Button
          variant="primary"
          loading={decided === 'allow'}
          disabled={decided !== undefined}
          onClick={() => decide(true)}
        >
          Allow
        </Button>
        <Button
          loading={decided === 'deny'}
          disabled={decided !== undefined}
          onClick={() => decide(false)}
        >
          Deny
        </Button>
        {call.until && (
          <p className="text-[0.8125rem] text-ink-faint">
            Without an answer it is not called: <Time value={call.until} />
          </p>
        )}
      </div>
    </section>
  );
}
