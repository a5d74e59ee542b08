/** Something that several wait for, again and again. */
export interface WakeUp {
  /** Resolves at the next `wake`, or when the signal is aborted. */
  wait(signal: AbortSignal): Promise<void>;
  wake(): void;
}

export function wakeUp(): WakeUp {
  const waiting = new Set<() => void>();
  return {
    wait: (signal) =>
      new Promise((resolve) => {
        const done = () => {
          waiting.delete(done);
          signal.removeEventListener('abort', done);
          resolve();
        };
        waiting.add(done);
        signal.addEventListener('abort', done);
        if (signal.aborted) done();
      }),
    wake: () => {
      for (const done of [...waiting]) done();
    },
  };
}
