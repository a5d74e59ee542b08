import type { Limits } from './limits';
import type { Extracted, Failure } from './schema';

export interface ParentMessage {
  name: string;
  mime: string;
  limits: Limits;
}

export type ChildMessage =
  | { kind: 'progress'; done: number; total: number }
  | { kind: 'done'; value: Extracted; peakBytes: number; cpuMs: number }
  | { kind: 'failed'; failure: Failure };
