'use client';

import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from './button';
import type { ButtonVariants } from './button-variants';

interface CopyButtonProps {
  text: string;
  /** What is copied: "request id". */
  label: string;
  /** Shows the words beside the icon. */
  showLabel?: boolean;
  variant?: ButtonVariants['variant'];
  className?: string;
}

export function CopyButton({
  text,
  label,
  showLabel = false,
  variant = 'ghost',
  className,
}: CopyButtonProps) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), 1800);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setState('copied'),
      () => setState('failed'),
    );
  const said = { idle: '', copied: 'Copied', failed: 'Copying was not allowed' }[state];
  return (
    <>
      <Button
        variant={variant}
        size={showLabel ? 'sm' : 'icon-sm'}
        aria-label={showLabel ? undefined : `Copy ${label}`}
        onClick={copy}
        className={className}
      >
        {state === 'copied' ? <Check aria-hidden className="text-success" /> : <Copy aria-hidden />}
        {showLabel && (state === 'copied' ? 'Copied' : `Copy ${label}`)}
      </Button>
      <span role="status" className="sr-only">
        {said}
      </span>
    </>
  );
}
