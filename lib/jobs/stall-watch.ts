import { clock } from '@/lib/clock';

/** What a job says of itself while it runs. */
export interface Liveness {
  /** Something came of the work. */
  beat(): void;
  /** It waits for its turn, as long as that takes, until the next beat. */
  rest(): void;
}

export interface StallWatch extends Liveness {
  /** Calls `onStall`, once, when nothing came of the work for too long. */
  look(): void;
}

/** Embedding a batch takes seconds, reading a file is ended after two minutes: five without anything is a stall. */
export const STALLED_MS = 300_000;

/** Tells a job that hangs from one that works or waits, by the clock of the process. */
export function stallWatch(onStall: () => void, limitMs = STALLED_MS): StallWatch {
  let since: number | undefined = clock().now();
  let told = false;
  return {
    beat() {
      since = clock().now();
    },
    rest() {
      since = undefined;
    },
    look() {
      if (told || since === undefined || clock().now() - since < limitMs) return;
      told = true;
      onStall();
    },
  };
}
