'use client';

import { ChevronLeft, ChevronRight } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { formatCount } from '@/components/ui/format';

interface BranchArrowsProps {
  /** What there are several of: "answer". */
  label: string;
  /** Oldest first. */
  ids: readonly string[];
  current: string;
  onChoose: (id: string) => void;
}

/** "2 of 3", with a way to the one before and the one behind; nothing where there is one alone. */
export function BranchArrows({ label, ids, current, onChoose }: BranchArrowsProps) {
  const place = ids.indexOf(current);
  if (ids.length < 2 || place < 0) return null;
  const step = (by: number) => {
    const id = ids[place + by];
    if (id) onChoose(id);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: two buttons are no fields of a form.
    <div role="group" aria-label={`Versions of this ${label}`} className="flex items-center">
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={`Previous ${label}`}
        aria-disabled={place === 0}
        onClick={() => step(-1)}
      >
        <ChevronLeft aria-hidden />
      </Button>
      <span aria-live="polite" className="tabular px-0.5 text-ink-soft text-xs">
        {formatCount(place + 1)} of {formatCount(ids.length)}
      </span>
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={`Next ${label}`}
        aria-disabled={place === ids.length - 1}
        onClick={() => step(1)}
      >
        <ChevronRight aria-hidden />
      </Button>
    </div>
  );
}
