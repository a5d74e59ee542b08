/** One row of a payload of React's server components ("flight"), as its client reads them. */
export interface FlightRow {
  /** Hexadecimal; empty for a hint to the browser. */
  id: string;
  /** What kind of row: none for a value, `I` for code of the client, `T` for long text, `E` for a failure. */
  tag: string;
  data: string;
}

/** Rows whose length is stated, since they may hold line breaks. */
const MEASURED = 'TAOobUSsLlGgMmV';
const TAGGED = /[A-Z#rx]/;
const LINE_BREAK = 0x0a;

export function flightRows(payload: Buffer): FlightRow[] {
  const rows: FlightRow[] = [];
  for (let at = 0; at < payload.length; ) {
    const colon = payload.indexOf(':', at);
    if (colon < 0) throw new Error(`No row begins at ${at}.`);
    const id = payload.toString('latin1', at, colon);
    const first = String.fromCharCode(payload[colon + 1] ?? LINE_BREAK);
    if (MEASURED.includes(first)) {
      const comma = payload.indexOf(',', colon);
      const end = comma + 1 + Number.parseInt(payload.toString('latin1', colon + 2, comma), 16);
      rows.push({ id, tag: first, data: payload.toString('utf8', comma + 1, end) });
      at = end;
    } else {
      const tag = TAGGED.test(first) ? first : '';
      const end = payload.indexOf(LINE_BREAK, colon);
      if (end < 0) throw new Error(`Row ${id} does not end.`);
      rows.push({ id, tag, data: payload.toString('utf8', colon + 1 + tag.length, end) });
      at = end + 1;
    }
  }
  return rows;
}
