import type { ReactNode } from 'react';
import { BrandMark } from './brand';

interface MessagePageProps {
  title: string;
  text: ReactNode;
  actions: ReactNode;
  /** Details such as a reference to quote. */
  children?: ReactNode;
}

/** A whole page that says one thing: not found, something failed. Fits inside a shell as well. */
export function MessagePage({ title, text, actions, children }: MessagePageProps) {
  return (
    <div className="flex min-h-[70dvh] flex-1 flex-col items-center justify-center px-4 py-16 text-center">
      <BrandMark className="mb-6 size-9" />
      <h1 className="font-semibold text-xl tracking-tight">{title}</h1>
      <p className="mt-2 max-w-md text-pretty text-ink-soft text-sm leading-relaxed">{text}</p>
      {children}
      <div className="mt-6 flex flex-wrap justify-center gap-2">{actions}</div>
    </div>
  );
}
