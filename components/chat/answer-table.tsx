import type { ReactNode } from 'react';

/** A table of an answer, which scrolls by itself where it is wider than the answer, by keyboard too. */
export function AnswerTable({ children }: { children?: ReactNode }) {
  return (
    <section
      aria-label="Table"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
      tabIndex={0}
      className="overflow-x-auto rounded-md border border-line"
    >
      <table className="w-full border-collapse text-[0.8125rem] [&_td]:border-line [&_td]:border-t [&_td]:px-3 [&_td]:py-1.5 [&_td]:align-top [&_th]:bg-sunken [&_th]:px-3 [&_th]:py-1.5 [&_th]:text-left [&_th]:font-semibold [&_:is(td,th)]:min-w-24">
        {children}
      </table>
    </section>
  );
}
