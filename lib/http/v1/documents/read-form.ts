import { AppError } from '@/lib/errors';

/** One part of a form, in the order of the body. */
export interface FormPart {
  name: string;
  /** Of a file. */
  fileName: string | undefined;
  mediaType: string | undefined;
  /** Of who does not read it, it is skipped. */
  body: AsyncIterable<Buffer>;
}

/** A part's headers, and what stands before the first part. */
const MOST_HEADER_BYTES = 16_384;
/** RFC 2046, 5.1.1. */
const BOUNDARY = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i;
const END = Buffer.from('\r\n\r\n');

/**
 * The parts of a `multipart/form-data` body as they arrive (RFC 7578); no part is held whole. Throws `invalid_input` for
 * what is no such body or ends before its last boundary.
 */
export async function* readForm(
  contentType: string,
  body: AsyncIterable<Buffer>,
): AsyncGenerator<FormPart> {
  const [, quoted, plain] = BOUNDARY.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) throw unreadable();
  const source = new Source(body);
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  await source.text(delimiter);
  for (;;) {
    const after = await source.take(2);
    if (after === '--') return;
    if (after !== '\r\n') throw unreadable();
    const head = headOf(await source.text(END));
    const part = source.until(delimiter);
    yield { ...head, body: part };
    for await (const _ of part);
  }
}

/** The body with a line break before it, so that the first boundary is like the others. */
class Source {
  readonly #pieces: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.from('\r\n');

  constructor(body: AsyncIterable<Buffer>) {
    this.#pieces = body[Symbol.asyncIterator]();
  }

  /** What comes before the delimiter, which is taken too. Asked again after its end it gives nothing. */
  async *until(delimiter: Buffer): AsyncGenerator<Buffer> {
    for (;;) {
      const at = this.#held.indexOf(delimiter);
      if (at >= 0) {
        const last = this.#held.subarray(0, at);
        this.#held = this.#held.subarray(at + delimiter.length);
        if (last.length > 0) yield last;
        return;
      }
      const sure = this.#held.length - delimiter.length + 1;
      if (sure > 0) {
        const piece = this.#held.subarray(0, sure);
        this.#held = this.#held.subarray(sure);
        yield piece;
      }
      await this.#more();
    }
  }

  async text(delimiter: Buffer): Promise<string> {
    const pieces: Buffer[] = [];
    let length = 0;
    for await (const piece of this.until(delimiter)) {
      length += piece.length;
      if (length > MOST_HEADER_BYTES) throw unreadable();
      pieces.push(piece);
    }
    return Buffer.concat(pieces).toString('utf8');
  }

  async take(length: number): Promise<string> {
    while (this.#held.length < length) await this.#more();
    const taken = this.#held.subarray(0, length).toString('latin1');
    this.#held = this.#held.subarray(length);
    return taken;
  }

  async #more(): Promise<void> {
    const { done, value } = await this.#pieces.next();
    if (done) throw unreadable();
    this.#held = this.#held.length > 0 ? Buffer.concat([this.#held, value]) : value;
  }
}

function headOf(head: string): Omit<FormPart, 'body'> {
  const lines = new Map(
    head.split('\r\n').map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim()];
    }),
  );
  const disposition = lines.get('content-disposition') ?? '';
  const name = parameter(disposition, 'name');
  if (!disposition.toLowerCase().startsWith('form-data') || name === undefined) throw unreadable();
  return {
    name,
    fileName: parameter(disposition, 'filename'),
    mediaType: lines.get('content-type'),
  };
}

/** As browsers write it: quotes and line breaks percent-encoded, and nothing else (HTML, multipart/form-data encoding). */
function parameter(disposition: string, name: string): string | undefined {
  const value = new RegExp(`;\\s*${name}="([^"]*)"`, 'i').exec(disposition)?.[1];
  return value?.replace(/%(22|0D|0A)/gi, (code) => decodeURIComponent(code));
}

function unreadable(): AppError {
  return new AppError('invalid_input', 'The form cannot be read.');
}
