import os from 'node:os';

/** What `npm run bench` prints and writes. */
export interface BenchReport {
  name: string;
  /** ISO 8601. */
  at: string;
  machine: { cpu: string; cores: number; memoryGib: number; node: string };
  /** What was compared, interleaved in the same run. */
  arms: string[];
  /** One object a line of the table; units are part of the names. */
  results: Record<string, string | number>[];
  targets: Target[];
  /** What could not run, and why. Never a pass. */
  not_run: string[];
}

export interface Target {
  id: string;
  value: number;
  /** For instance `>= 0.955`. */
  target: string;
  pass: boolean;
}

export function newReport(name: string, arms: string[]): BenchReport {
  return {
    name,
    at: new Date().toISOString(),
    machine: {
      cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
      cores: os.availableParallelism(),
      memoryGib: Math.round(os.totalmem() / 2 ** 30),
      node: process.version,
    },
    arms,
    results: [],
    targets: [],
    not_run: [],
  };
}

export function atLeast(id: string, value: number, bound: number): Target {
  return { id, value, target: `>= ${bound}`, pass: value >= bound };
}

export function atMost(id: string, value: number, bound: number): Target {
  return { id, value, target: `<= ${bound}`, pass: value <= bound };
}

/** Rounded for people; a report keeps three significant decimals. */
export function round(value: number, decimals = 3): number {
  return Number(value.toFixed(decimals));
}

/** The value below which the share `p` of the numbers lies. */
export function percentile(numbers: readonly number[], p: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? 0;
}

export function mean(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
}
