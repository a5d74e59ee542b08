import { StringDecoder } from 'node:string_decoder';

/** One server-sent event as it came, its empty line included, and what stands in its `data`. */
export interface RawEvent {
  raw: string;
  data: string;
}

const END = /\r?\n\r?\n/g;

/** Cuts a stream of bytes into server-sent events; what has no end yet is kept for the next piece. */
export class EventSplitter {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  push(piece: Buffer): RawEvent[] {
    const text = this.#rest + this.#decoder.write(piece);
    const events: RawEvent[] = [];
    let from = 0;
    END.lastIndex = Math.max(0, this.#rest.length - 3);
    for (let end = END.exec(text); end; end = END.exec(text)) {
      const raw = text.slice(from, END.lastIndex);
      events.push({ raw, data: dataOf(raw) });
      from = END.lastIndex;
    }
    this.#rest = text.slice(from);
    return events;
  }
}

function dataOf(raw: string): string {
  let data = '';
  for (const line of raw.split('\n')) {
    if (line.startsWith('data:')) data += line.slice(5).trim();
  }
  return data;
}
