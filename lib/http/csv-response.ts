import { csvRows } from '@/lib/csv';
import { streamResponse } from './stream-response';

/** Streams a file of rows, the names of the columns first, a batch at a time: it is as long as what there is. */
export function csvResponse<Row>(
  header: readonly string[],
  batches: AsyncGenerator<Row[]>,
  cells: (row: Row) => string[],
  filename: string,
): Promise<Response> {
  return streamResponse(inText(header, batches, cells), filename, 'text/csv');
}

async function* inText<Row>(
  header: readonly string[],
  batches: AsyncGenerator<Row[]>,
  cells: (row: Row) => string[],
): AsyncGenerator<string> {
  let text = csvRows([header]);
  for await (const rows of batches) {
    yield text + csvRows(rows.map(cells));
    text = '';
  }
  if (text) yield text;
}
