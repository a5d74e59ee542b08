import { gunzipSync, inflateSync } from 'node:zlib';

/** What an attacker could read the bytes as: the text itself and its decodings, in lower case, in one string. */
export function decodings(text: string): string {
  const folded = text.normalize('NFKC').toLowerCase();
  const plain = folded.replace(INVISIBLE, '');
  const forms = [
    plain,
    unescaped(plain),
    plain.replace(/[^a-z0-9]/g, ''),
    streamedText(text).toLowerCase(),
  ];
  if (plain.includes('%')) forms.push(decodePercent(plain), decodePercent(decodePercent(plain)));
  for (const [run] of text.matchAll(/[A-Za-z0-9+/_-]{24,}={0,2}/g)) forms.push(...fromBase64(run));
  for (const [run] of text.matchAll(/(?:[0-9a-fA-F]{2}){16,}/g)) forms.push(...read(run, 'hex'));
  return forms.join('\0');
}

/** Characters that nobody sees: zero-width ones, joiners, variation selectors and tags. */
const INVISIBLE = /[\p{Cf}\u2028\u2029]|\p{Variation_Selector}/gu;

/** JSON's and HTML's ways to write a character by its number. */
function unescaped(text: string): string {
  return text
    .replace(/\\u([0-9a-f]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/&#x([0-9a-f]{1,6});/g, (_, hex: string) => character(Number.parseInt(hex, 16)))
    .replace(/&#(\d{1,7});/g, (_, digits: string) => character(Number(digits)));
}

function character(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}

/** Shorter runs cannot hold a word and something before it. */
const LONG_RUN = 44;

/** A run may begin with letters that are no part of what was encoded. */
function fromBase64(run: string): string[] {
  const offsets = run.length >= LONG_RUN ? [0, 1, 2, 3] : [0];
  return offsets.flatMap((offset) => read(run.slice(offset), 'base64'));
}

function read(encoded: string, encoding: 'base64' | 'hex'): string[] {
  const bytes = Buffer.from(encoded, encoding);
  const packed = unpacked(bytes);
  return [bytes.toString('latin1').toLowerCase(), ...(packed ? [packed.toLowerCase()] : [])];
}

const MOST_UNPACKED = 1_000_000;

function unpacked(bytes: Buffer): string | undefined {
  const limit = { maxOutputLength: MOST_UNPACKED };
  try {
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) return gunzipSync(bytes, limit).toString('latin1');
    if (bytes[0] === 0x78) return inflateSync(bytes, limit).toString('latin1');
  } catch {
    // It only began like an archive.
  }
  return undefined;
}

/** The text of a server-sent stream joined over its frames, and of a page over the pieces it came in. */
function streamedText(body: string): string {
  const frames = [...body.matchAll(/^data: (.*)$/gm)].map(([, data]) => textOf(data ?? ''));
  const pieces = [...body.matchAll(/__next_f\.push\(\[1,("(?:[^"\\]|\\.)*")\]\)/g)].map(
    ([, json]) => stringOf(json ?? ''),
  );
  return frames.concat(pieces).join('');
}

function textOf(data: string): string {
  try {
    const event = JSON.parse(data) as { text?: unknown } | null;
    return typeof event?.text === 'string' ? event.text : '';
  } catch {
    return '';
  }
}

function stringOf(json: string): string {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'string' ? value : '';
  } catch {
    return '';
  }
}

function decodePercent(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/g, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}
