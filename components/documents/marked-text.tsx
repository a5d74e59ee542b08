import { cn } from '@/components/ui/cn';

export interface Span {
  start: number;
  end: number;
}

/** A slice of the document's text, with what of it lies in the cited span marked. */
export function MarkedText({
  text,
  start,
  end,
  span,
}: {
  text: string;
  start: number;
  end: number;
  span: Span | undefined;
}) {
  const from = Math.max(start, span?.start ?? end);
  const to = Math.min(end, span?.end ?? start);
  if (from >= to) return text.slice(start, end);
  return (
    <>
      {text.slice(start, from)}
      <mark
        data-cited
        className={cn(
          'rounded-sm bg-warn-soft box-decoration-clone px-0.5 py-px text-ink',
          'shadow-[0_0_0_1px_color-mix(in_oklab,var(--warn)_35%,transparent)]',
        )}
      >
        {text.slice(from, to)}
      </mark>
      {text.slice(to, end)}
    </>
  );
}
