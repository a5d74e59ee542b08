const FIRST_MS = 10_000;
const FACTOR = 4;
const LONGEST_MS = 12 * 3_600_000;
const LONGEST_HOLD_MS = 3_600_000;

/** For how long a message is tried, and an endpoint that takes none stays on. */
export const GIVE_UP_MS = 3 * 86_400_000;
/** Tries that fail before an endpoint is switched off, however long they took. */
export const LEAST_FAILURES = 10;

/** Until the next try of a message, after so many: 10 s, 40 s, 160 s ... 12 hours. With a tenth by chance, so that what failed together comes apart. */
export function retryMs(attempts: number, chance: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * FACTOR ** (attempts - 1)) * (1 + chance / 10);
}

/** For how long an endpoint that cannot be reached is left alone by everything else, after so many failures in a row. */
export function holdMs(failures: number): number {
  return Math.min(LONGEST_HOLD_MS, FIRST_MS * FACTOR ** (failures - 1));
}
