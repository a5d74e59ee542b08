import { monitorEventLoopDelay } from 'node:perf_hooks';

/** A process that does nothing: by how much its event loop is late is the machine's own, whoever is served. */
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
/** Any order: the worst hundredth since the last one, in ms. */
process.on('message', ({ kind }: { kind: 'delay' | 'stop' }) => {
  if (kind === 'stop') process.exit(0);
  process.send?.(delay.percentile(99) / 1e6);
  delay.reset();
});
