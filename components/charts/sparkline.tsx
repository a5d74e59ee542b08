import { cn } from '@/components/ui/cn';

interface SparklineProps {
  /** In time order; null breaks the line. */
  values: readonly (number | null)[];
  /** Says what it shows and how it moved: the shape itself cannot be heard. */
  label: string;
  className?: string;
}

const WIDTH = 100;
const HEIGHT = 28;
const PAD = 2;

/** Plain SVG, drawn on the server. */
export function Sparkline({ values, label, className }: SparklineProps) {
  const measured = values.filter((value) => value !== null);
  const top = Math.max(...measured, 0);
  const bottom = Math.min(...measured, 0);
  const x = (index: number) =>
    values.length < 2 ? WIDTH / 2 : (index / (values.length - 1)) * WIDTH;
  const y = (value: number) =>
    HEIGHT - PAD - ((value - bottom) / (top - bottom || 1)) * (HEIGHT - 2 * PAD);
  const path = values
    .map((value, index) => {
      if (value === null) return '';
      const begins = index === 0 || values[index - 1] === null;
      const at = `${x(index).toFixed(2)} ${y(value).toFixed(2)}`;
      // A zero-length line with round caps shows a lone measurement as a dot.
      return begins ? `M${at} L${at}` : `L${at}`;
    })
    .join(' ');
  return (
    <svg
      role="img"
      aria-label={measured.length === 0 ? `${label}: not measured` : label}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className={cn('h-7 w-full overflow-visible', className)}
    >
      <path
        d={path}
        fill="none"
        stroke="var(--chart-1)"
        strokeWidth="1.75"
        strokeLinecap="round"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
