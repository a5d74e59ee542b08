import { createHash } from 'node:crypto';

/** Of any kind. */
export interface ExportLine extends Record<string, unknown> {
  index?: number;
  payload?: string;
  salt?: string;
  tile?: number;
  hashes?: string;
}

/** Gives the lines tampered with; undefined where the index allows none. */
type Tamper = (lines: ExportLine[], index: number) => ExportLine[] | undefined;

const FAR = 500;

export const TAMPERINGS: Record<string, Tamper> = {
  alteration: (lines, index) => {
    entry(lines, index).payload = '{"altered": true}';
    return lines;
  },
  deletion: (lines, index) => renumbered(lines.filter((line) => line.index !== index)),
  insertion: (lines, index) => {
    const at = placeOf(lines, index);
    lines.splice(at, 0, { ...entry(lines, index), salt: '00000000-0000-4000-8000-000000000000' });
    return renumbered(lines);
  },
  reordering: (lines, index) => swapped(lines, index, index + 1),
  swap: (lines, index) => swapped(lines, index, index + FAR),
  /** As if its time were over: its hash alone, which is the right one. */
  redaction: (lines, index) => {
    const hash = leafOf(String(lines[0]?.log), entry(lines, index)).toString('base64');
    lines[placeOf(lines, index)] = { index, hash };
    return lines;
  },
  truncation: (lines, index) => lines.slice(0, placeOf(lines, index)),
  /** Another past from here on, with hashes that fit it, under the signatures there are. */
  fork: (lines, index) => {
    const log = String(lines[0]?.log);
    for (const line of lines)
      if (line.index !== undefined && line.index >= index) line.payload = '{"forked": true}';
    for (const tile of lines.filter((line) => line.tile !== undefined))
      tile.hashes = Buffer.concat(
        lines
          .filter((line) => line.index !== undefined && Math.floor(line.index / 256) === tile.tile)
          .map((line) => leafOf(log, line)),
      ).toString('base64');
    return lines;
  },
};

function swapped(lines: ExportLine[], a: number, b: number): ExportLine[] | undefined {
  const [one, two] = [placeOf(lines, a), placeOf(lines, b)];
  if (two < 0) return undefined;
  [lines[one], lines[two]] = [lines[two] as ExportLine, lines[one] as ExportLine];
  return renumbered(lines);
}

function placeOf(lines: ExportLine[], index: number): number {
  return lines.findIndex((line) => line.index === index);
}

function entry(lines: ExportLine[], index: number): ExportLine {
  return lines[placeOf(lines, index)] as ExportLine;
}

function renumbered(lines: ExportLine[]): ExportLine[] {
  let next = 0;
  for (const line of lines) if (line.index !== undefined) line.index = next++;
  return lines;
}

function leafOf(log: string, line: ExportLine): Buffer {
  const sum = (text: string) => createHash('sha256').update(text);
  const { id, at, actorKind, actorId, action, objectKind, objectId, requestId, outcome } = line;
  const body = JSON.stringify([
    ...['tenantry-audit-1', log, id, at, actorKind, actorId, action, objectKind],
    ...[objectId ?? '', requestId ?? '', outcome],
    sum(`${line.salt}${line.payload}`).digest('hex'),
  ]);
  return sum(`\0${body}`).digest();
}
