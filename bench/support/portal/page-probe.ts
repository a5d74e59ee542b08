import type { Page } from '@playwright/test';

/** What the browser itself measured; read by `readProbe`. */
interface Probe {
  /** Milliseconds from the start of the navigation. */
  largestPaint: number;
  /** The longest event of each press, by its id; milliseconds until the next frame. */
  presses: Record<string, number>;
  longestTask: number;
  firstByte: number;
}

/** Begins before the page's own scripts. */
export async function probePages(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const probe: Probe = { largestPaint: 0, presses: {}, longestTask: 0, firstByte: 0 };
    Object.assign(window, { probe });
    const watch = (options: PerformanceObserverInit, take: (entry: PerformanceEntry) => void) =>
      new PerformanceObserver((list) => list.getEntries().forEach(take)).observe(options);
    watch({ type: 'largest-contentful-paint', buffered: true }, ({ startTime }) => {
      probe.largestPaint = startTime;
    });
    watch({ type: 'navigation', buffered: true }, (entry) => {
      probe.firstByte = (entry as PerformanceNavigationTiming).responseStart;
    });
    watch({ type: 'longtask', buffered: true }, ({ duration }) => {
      probe.longestTask = Math.max(probe.longestTask, duration);
    });
    watch(
      { type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit,
      (entry) => {
        const { interactionId, duration } = entry as PerformanceEventTiming;
        if (interactionId > 0)
          probe.presses[interactionId] = Math.max(probe.presses[interactionId] ?? 0, duration);
      },
    );
  });
}

/** The shortest that browsers tell of. */
const SHORTEST_MS = 16;
const HEARD_MS = 400;

/**
 * Milliseconds of one press, keys and pointer alike, until the page had drawn what came of it. What was so short that
 * browsers do not tell of it counts as the shortest that they do.
 */
export async function timed(page: Page, press: () => Promise<void>): Promise<number> {
  const before = new Set(Object.keys((await readProbe(page)).presses));
  await press();
  const heard = await page.evaluate(
    ({ known, most }) =>
      new Promise<number>((resolve) => {
        const from = performance.now();
        const look = () => {
          const { presses } = (window as unknown as { probe: Probe }).probe;
          const fresh = Object.keys(presses).filter((id) => !known.includes(id));
          const longest = Math.max(0, ...fresh.map((id) => presses[id] ?? 0));
          // The pointer's release comes a little behind its press.
          if (performance.now() - from > most) resolve(longest);
          else setTimeout(look, 50);
        };
        look();
      }),
    { known: [...before], most: HEARD_MS },
  );
  return Math.max(SHORTEST_MS, heard);
}

export function readProbe(page: Page): Promise<Probe> {
  return page.evaluate(() => (window as unknown as { probe: Probe }).probe);
}
