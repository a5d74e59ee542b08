import type { KeyObject } from 'node:crypto';

interface SeenNote {
  log: string;
  size: number;
  root: Buffer;
  at: string;
}
type Verified =
  | { ok: true; log: string; size: number; at: string; bare: number; ended: number }
  | { ok: false; index: number; reason: string };

export function readKeys(text: string): Map<string, KeyObject>;
export function readNotes(text: string, keys: Map<string, KeyObject>): SeenNote[];
export function linesOf(file: string): AsyncGenerator<string>;
export function verifyExport(
  lines: Iterable<string> | AsyncIterable<string>,
  keys: Map<string, KeyObject>,
  seen?: readonly SeenNote[],
  years?: number,
): Promise<Verified>;
