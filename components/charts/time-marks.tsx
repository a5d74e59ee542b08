import { formatMoment } from './chart-data';

/** Something at a moment that a chart over time says with a line across it, and this list in words. */
export interface TimeMark {
  t: string | number;
  label: string;
}

export function TimeMarks({ marks, timeZone }: { marks: readonly TimeMark[]; timeZone: string }) {
  if (marks.length === 0) return null;
  return (
    <section
      aria-label="Marks"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
      tabIndex={0}
      className="mx-4 mb-3 max-h-24 overflow-y-auto text-ink-soft text-xs sm:mx-5"
    >
      <ol>
        {marks.map(({ t, label }) => (
          <li key={`${t} ${label}`} className="tabular">
            <span className="text-ink-faint">{formatMoment(t, timeZone)}</span> {label}
          </li>
        ))}
      </ol>
    </section>
  );
}
