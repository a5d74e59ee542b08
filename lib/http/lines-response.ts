import { streamResponse } from './stream-response';

/** Streams lines of JSON as a download. */
export function linesResponse(lines: AsyncGenerator<string>, filename: string): Promise<Response> {
  return streamResponse(lines, filename, 'application/jsonl');
}
