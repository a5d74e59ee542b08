import type { JudgedDay } from './judge-days';

/** Days in a row that cost more, or less, than they should have: places in the series, both included. */
export interface Episode {
  from: number;
  to: number;
  /** The day that was furthest away. */
  peak: number;
  more: boolean;
}

/** A few ordinary days between two are no end: of a weekend there is little to see. */
const GAP = 7;

/** What belongs together is told once. Pure. */
export function toEpisodes(days: readonly (JudgedDay | undefined)[]): Episode[] {
  const episodes: Episode[] = [];
  for (const [place, day] of days.entries()) {
    if (!day?.anomalous) continue;
    const more = day.score > 0;
    const last = episodes.at(-1);
    if (!last || last.more !== more || place - last.to > GAP) {
      episodes.push({ from: place, to: place, peak: place, more });
      continue;
    }
    last.to = place;
    if (Math.abs(day.score) > Math.abs(days[last.peak]?.score ?? 0)) last.peak = place;
  }
  return episodes;
}
