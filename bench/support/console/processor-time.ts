import { readdirSync, readFileSync } from 'node:fs';

/** Of /proc/PID/stat, which counts in hundredths of a second on Linux. */
const TICKS = 100;

/** Processor seconds of this process and all below it, ended ones that were waited for included. Linux alone; NaN elsewhere. */
export function processorSeconds(): number {
  if (process.platform !== 'linux') return Number.NaN;
  const stats = new Map<number, { parent: number; seconds: number }>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const text = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      const ticks = fields.slice(11, 15).reduce((sum, each) => sum + Number(each), 0);
      stats.set(Number(name), { parent: Number(fields[1]), seconds: ticks / TICKS });
    } catch {
      // It ended meanwhile.
    }
  }
  const isBelow = (pid: number): boolean => {
    if (pid === process.pid) return true;
    const parent = stats.get(pid)?.parent;
    return parent !== undefined && parent > 1 && isBelow(parent);
  };
  let sum = 0;
  for (const [pid, { seconds }] of stats) if (isBelow(pid)) sum += seconds;
  return sum;
}
