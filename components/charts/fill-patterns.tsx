import { seriesColor } from './series-style';

const MARKS = [
  null,
  <path key="a" d="M-2 2 l4 -4 M0 8 l8 -8 M6 10 l4 -4" />,
  <circle key="b" cx="4" cy="4" r="1.4" stroke="none" />,
  <path key="c" d="M0 4 h8" />,
  <path key="d" d="M4 0 v8" />,
  <path key="e" d="M0 4 h8 M4 0 v8" />,
];

export function fillId(prefix: string, index: number): string {
  return `${prefix}-fill-${index}`;
}

/** Fills of bars: the first is solid, each further one has marks of its own. */
export function FillPatterns({ prefix, count }: { prefix: string; count: number }) {
  return (
    <defs>
      {Array.from({ length: count }, (_, index) => {
        const color = seriesColor(index);
        const mark = MARKS[index % MARKS.length];
        return (
          <pattern
            key={fillId(prefix, index)}
            id={fillId(prefix, index)}
            width="8"
            height="8"
            patternUnits="userSpaceOnUse"
          >
            <rect width="8" height="8" fill={color} fillOpacity={mark ? 0.42 : 1} />
            <g stroke={color} strokeWidth="2" fill={color}>
              {mark}
            </g>
          </pattern>
        );
      })}
    </defs>
  );
}
