import { type FlightRow, flightRows } from './flight-rows';

/** To a row, perhaps to a place inside it: `$L1a`, `$@2`, `$16:props:children:2`. */
const REFERENCE = /^\$([LQWKBYZTFhir@]?)([0-9a-f]+)((?::[^:]*)*)$/;
/** The order of arrival decides whether a value stands in its place or is referred to. */
const PLAIN_KINDS = ['', 'L'];
/** Next's name for one rendering, in keys of two of its own elements. */
const RENDERING = /^[\w-]{21}[vmh]$/;
const PLACES: Readonly<Record<string, number>> = { type: 1, key: 2, props: 3 };

/**
 * All that a payload says, without what depends on the moment: every row is written out where it is
 * referred to, so that numbers of rows and their order vanish. What nothing refers to follows, sorted.
 */
export function flightForm(payload: Buffer, mask: (text: string) => string): string {
  return new FlightForm(
    flightRows(payload).map((row) => ({ ...row, data: mask(row.data) })),
  ).whole();
}

class FlightForm {
  readonly #rows = new Map<string, FlightRow[]>();
  readonly #forms = new Map<string, string>();
  readonly #open = new Set<string>();

  constructor(rows: FlightRow[]) {
    for (const row of rows) this.#rows.set(row.id, [...(this.#rows.get(row.id) ?? []), row]);
  }

  whole(): string {
    const root = this.#rowsOf('0');
    const hints = (this.#rows.get('') ?? []).map((row) => this.#row(row));
    const others = [...this.#rows.keys()].filter((id) => id !== '' && !this.#forms.has(id));
    return [root, ...[...hints, ...others.map((id) => this.#rowsOf(id))].sort()].join('\n');
  }

  /** A stream has several rows under one id, whose order counts. */
  #rowsOf(id: string): string {
    const known = this.#forms.get(id);
    if (known !== undefined) return known;
    if (this.#open.has(id)) return '<itself>';
    this.#open.add(id);
    const rows = this.#rows.get(id) ?? [];
    const form = rows.length > 0 ? rows.map((row) => this.#row(row)).join(' ') : '<nothing>';
    this.#open.delete(id);
    this.#forms.set(id, form);
    return form;
  }

  #row({ tag, data }: FlightRow): string {
    if (tag === '') return this.#value(JSON.parse(data));
    return tag === 'I' ? `code ${this.#value(JSON.parse(data))}` : `${tag} ${JSON.stringify(data)}`;
  }

  #value(value: unknown): string {
    if (typeof value === 'string') return this.#text(value);
    if (Array.isArray(value)) {
      const form = value.map((each) => this.#value(each));
      if (value[0] === '$' && RENDERING.test(String(value[2]))) form[2] = '<rendering>';
      return `[${form.join(',')}]`;
    }
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    const entries = Object.entries(value);
    return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${this.#value(each)}`).join(',')}}`;
  }

  #text(text: string): string {
    const [, kind = '', id, path = ''] = REFERENCE.exec(text) ?? [];
    if (id === undefined) return JSON.stringify(text);
    const form = path === '' ? this.#rowsOf(id) : this.#value(this.#at(id, path));
    return PLAIN_KINDS.includes(kind) ? form : `${kind}(${form})`;
  }

  /** The value at a place of a row. */
  #at(id: string, path: string): unknown {
    let value = this.#parsed(id);
    for (const key of path.slice(1).split(':')) {
      const [, , next, rest = ''] =
        (typeof value === 'string' ? REFERENCE.exec(value) : undefined) ?? [];
      if (next !== undefined) value = rest === '' ? this.#parsed(next) : this.#at(next, rest);
      const place = Array.isArray(value) && value[0] === '$' ? PLACES[key] : undefined;
      value = (value as Record<string, unknown> | undefined)?.[place ?? key];
    }
    if (value === undefined) throw new Error(`There is nothing at ${id}${path}.`);
    return value;
  }

  #parsed(id: string): unknown {
    const [row] = this.#rows.get(id) ?? [];
    return row?.tag === '' ? JSON.parse(row.data) : undefined;
  }
}
