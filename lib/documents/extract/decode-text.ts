import { ExtractError } from './extract-error';

const NOT_TEXT =
  'The file is named like a text file but its content is not text. Check the ending of its name.';

/**
 * Text of unknown encoding: a byte-order mark decides, else valid UTF-8, else `declared` (the charset
 * of an HTML page), else windows-1252, which is what programs that ignore Unicode write. NUL bytes or
 * many control bytes mean that it is no text at all.
 * @throws ExtractError `mislabelled`
 */
export function decodeText(bytes: Uint8Array, declared?: string): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (looksBinary(bytes)) throw new ExtractError('mislabelled', NOT_TEXT);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return decodeLegacy(bytes, declared);
  }
}

/** windows-1252 in the range where it differs from Latin-1; Node 20 decodes both alike. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

function decodeLegacy(bytes: Uint8Array, label = 'windows-1252'): string {
  let decoder = new TextDecoder('windows-1252');
  try {
    decoder = new TextDecoder(label);
  } catch {
    // A charset nobody knows: the same as none.
  }
  const text = decoder.decode(bytes);
  if (decoder.encoding !== 'windows-1252') return text;
  return text.replace(/[\u0080-\u009f]/g, (c) => WINDOWS_1252[c.charCodeAt(0) - 0x80] ?? c);
}

/** NUL anywhere, or more than one control byte in a hundred. */
export function looksBinary(bytes: Uint8Array): boolean {
  let controls = 0;
  for (const byte of bytes) {
    if (byte === 0) return true;
    if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) controls++;
  }
  return controls * 100 > bytes.length;
}
