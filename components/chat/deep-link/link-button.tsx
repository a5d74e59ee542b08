'use client';

import { Check, Link2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '@/components/ui/button';
import { answerHref } from './answer-href';

interface LinkButtonProps {
  slug: string;
  conversationId: string;
  messageId: string;
}

/** Copies the address of one answer, which opens for whoever may read the conversation. */
export function LinkButton(props: LinkButtonProps) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), 1800);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = () =>
    navigator.clipboard.writeText(`${window.location.origin}${answerHref(props)}`).then(
      () => setState('copied'),
      () => setState('failed'),
    );
  const said = { idle: '', copied: 'Copied', failed: 'Copying was not allowed' }[state];
  return (
    <>
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label="Copy the link to this answer"
        title="Copy the link to this answer"
        onClick={copy}
      >
        {state === 'copied' ? (
          <Check aria-hidden className="text-success" />
        ) : (
          <Link2 aria-hidden />
        )}
      </Button>
      <span role="status" className="sr-only">
        {said}
      </span>
    </>
  );
}
