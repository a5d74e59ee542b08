'use client';

import { ChevronLeft, ChevronRight, Minus, Plus } from 'lucide-react';
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';

/** 1 is the width of the pane. */
export const ZOOMS = { least: 0.5, fit: 1, most: 4, step: 0.25 } as const;

interface PdfToolbarProps {
  pages: number;
  /** From 1. */
  current: number;
  zoom: number;
  onGo: (page: number) => void;
  onZoom: (zoom: number) => void;
  children: ReactNode;
}

export function PdfToolbar({ pages, current, zoom, onGo, onZoom, children }: PdfToolbarProps) {
  return (
    <div
      role="toolbar"
      aria-label="Pages"
      className="flex shrink-0 flex-wrap items-center gap-x-1 gap-y-1 border-line border-b px-2 py-1.5"
    >
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label="Page before"
        disabled={current <= 1}
        onClick={() => onGo(current - 1)}
      >
        <ChevronLeft aria-hidden />
      </Button>
      <PageField pages={pages} current={current} onGo={onGo} />
      <span className="tabular whitespace-nowrap text-[0.8125rem] text-ink-faint">of {pages}</span>
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label="Next page"
        disabled={current >= pages}
        onClick={() => onGo(current + 1)}
      >
        <ChevronRight aria-hidden />
      </Button>
      <span className="ml-auto flex items-center gap-1">
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label="Smaller"
          disabled={zoom <= ZOOMS.least}
          onClick={() => onZoom(Math.max(ZOOMS.least, zoom - ZOOMS.step))}
        >
          <Minus aria-hidden />
        </Button>
        <Button
          variant="ghost"
          size="sm"
          className="tabular min-w-14"
          aria-label={`${Math.round(zoom * 100)} percent of the width; back to the whole width`}
          onClick={() => onZoom(ZOOMS.fit)}
        >
          {Math.round(zoom * 100)}%
        </Button>
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label="Larger"
          disabled={zoom >= ZOOMS.most}
          onClick={() => onZoom(Math.min(ZOOMS.most, zoom + ZOOMS.step))}
        >
          <Plus aria-hidden />
        </Button>
        {children}
      </span>
    </div>
  );
}

/** Goes where a number was typed with Enter, or when the field is left; what is no page changes nothing. */
function PageField({ pages, current, onGo }: Pick<PdfToolbarProps, 'pages' | 'current' | 'onGo'>) {
  const [typed, setTyped] = useState(String(current));
  useEffect(() => setTyped(String(current)), [current]);
  const go = (event?: FormEvent) => {
    event?.preventDefault();
    const number = Number(typed);
    if (Number.isInteger(number) && number >= 1 && number <= pages && number !== current)
      onGo(number);
    else setTyped(String(current));
  };
  return (
    <form onSubmit={go}>
      <Input
        aria-label="Page"
        inputMode="numeric"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={() => go()}
        className="tabular h-7 w-14 px-2 text-center touch:h-9"
      />
    </form>
  );
}
