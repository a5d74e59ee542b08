import Papa from 'papaparse';
import { decodeText } from './decode-text';
import type { Extracted } from './schema';
import { gridBlocks } from './table-text';

/** Comma, semicolon, tab or bar, whichever splits the first rows most evenly. */
export function extractCsv(bytes: Uint8Array): Extracted {
  const { data } = Papa.parse<string[]>(decodeText(bytes), {
    delimitersToGuess: [',', ';', '\t', '|'],
    skipEmptyLines: 'greedy',
  });
  return { format: 'csv', pages: [{ number: 1, blocks: gridBlocks(data) }] };
}
