import { processState } from '@/lib/process-state';

/** Child processes at once: each may take a core and a gigabyte. */
const SLOTS = 2;

const slots = processState('documents.extractions', () => ({
  free: SLOTS,
  waiting: [] as (() => void)[],
}));

/** Runs `work` when a slot is free, first come first served. Rejects with the signal's reason. */
export async function inExtractionSlot<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  await takeSlot(signal);
  try {
    return await work();
  } finally {
    const next = slots.waiting.shift();
    if (next) next();
    else slots.free++;
  }
}

function takeSlot(signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (slots.free > 0) {
    slots.free--;
    return Promise.resolve();
  }
  return new Promise((resolve, reject) => {
    const start = () => {
      signal.removeEventListener('abort', leave);
      resolve();
    };
    const leave = () => {
      slots.waiting.splice(slots.waiting.indexOf(start), 1);
      reject(signal.reason);
    };
    slots.waiting.push(start);
    signal.addEventListener('abort', leave, { once: true });
  });
}
