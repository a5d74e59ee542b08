import { looksBinary } from './decode-text';
import { ExtractError } from './extract-error';
import type { Limits } from './limits';
import type { ExtractFormat } from './schema';
import { ZipArchive } from './zip-archive';

const BY_EXTENSION: Record<string, ExtractFormat> = {
  pdf: 'pdf',
  docx: 'docx',
  pptx: 'pptx',
  xlsx: 'xlsx',
  csv: 'csv',
  tsv: 'csv',
  html: 'html',
  htm: 'html',
  xhtml: 'html',
  md: 'markdown',
  markdown: 'markdown',
  txt: 'text',
  text: 'text',
  log: 'text',
};

const OFFICE = 'application/vnd.openxmlformats-officedocument.';
const BY_MIME: Record<string, ExtractFormat> = {
  'application/pdf': 'pdf',
  [`${OFFICE}wordprocessingml.document`]: 'docx',
  [`${OFFICE}presentationml.presentation`]: 'pptx',
  [`${OFFICE}spreadsheetml.sheet`]: 'xlsx',
  'text/csv': 'csv',
  'text/tab-separated-values': 'csv',
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'text/markdown': 'markdown',
  'text/plain': 'text',
};

const OLD_OFFICE =
  'This is a file of the old Office format. Save it as DOCX, PPTX or XLSX, then upload that copy.';

/** First bytes of what people upload by mistake under another name. */
const SIGNATURES: [name: string, bytes: number[]][] = [
  ['a PNG image', [0x89, 0x50, 0x4e, 0x47]],
  ['a JPEG image', [0xff, 0xd8, 0xff]],
  ['a GIF image', [0x47, 0x49, 0x46, 0x38]],
  ['a gzip archive', [0x1f, 0x8b]],
  ['a 7-Zip archive', [0x37, 0x7a, 0xbc, 0xaf]],
  ['a RAR archive', [0x52, 0x61, 0x72, 0x21]],
  ['a program', [0x7f, 0x45, 0x4c, 0x46]],
  ['a program', [0x4d, 0x5a, 0x90, 0x00]],
  ['an RTF document', [0x7b, 0x5c, 0x72, 0x74, 0x66]],
  ['a PostScript file', [0x25, 0x21, 0x50, 0x53]],
];
const ZIP = [0x50, 0x4b, 0x03, 0x04];
const EMPTY_ZIP = [0x50, 0x4b, 0x05, 0x06];
const COMPOUND_FILE = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/**
 * The format to parse a file as: what its name says (its MIME type only when the name says nothing,
 * since browsers guess it from the name), provided that the bytes agree.
 * @throws ExtractError `unsupported`, `mislabelled`, `encrypted`, `corrupt`, `archive_bomb`
 */
export function sniff(
  bytes: Uint8Array,
  name: string,
  mime: string,
  limits: Limits,
): ExtractFormat {
  const extension = /\.([a-z0-9]+)$/i.exec(name.trim())?.[1]?.toLowerCase();
  const byMime = BY_MIME[mime.split(';')[0]?.trim().toLowerCase() ?? ''];
  const claimed = extension === undefined ? byMime : BY_EXTENSION[extension];
  if (startsWith(bytes, COMPOUND_FILE)) throw compoundFile(bytes);
  if (claimed === undefined) throw new ExtractError('unsupported');
  const actual = contentOf(bytes, limits);
  if (actual === claimed) return claimed;
  const wantsText = !['pdf', 'docx', 'pptx', 'xlsx'].includes(claimed);
  if (actual === 'plain text' && wantsText) return claimed;
  if (actual === undefined && !wantsText) throw new ExtractError('corrupt');
  const found = actual === undefined ? 'not text' : `really ${nameOf(actual)}`;
  throw new ExtractError(
    'mislabelled',
    `The file is named as ${nameOf(claimed)} but its content is ${found}. Rename it to what it really is, or export it again.`,
  );
}

type Content = ExtractFormat | 'plain text' | string | undefined;

function contentOf(bytes: Uint8Array, limits: Limits): Content {
  if (startsWith(bytes, ZIP) || startsWith(bytes, EMPTY_ZIP)) return officeKind(bytes, limits);
  // Readers accept a PDF whose header lies anywhere in the first KiB.
  if (Buffer.from(bytes.subarray(0, 1024)).includes('%PDF-')) return 'pdf';
  const signature = SIGNATURES.find(([, magic]) => startsWith(bytes, magic));
  if (signature) return signature[0];
  const utf16 = startsWith(bytes, [0xff, 0xfe]) || startsWith(bytes, [0xfe, 0xff]);
  return utf16 || !looksBinary(bytes) ? 'plain text' : undefined;
}

/** The content type of an Office package's main part tells its kind (ECMA-376 part 2). */
function officeKind(bytes: Uint8Array, limits: Limits): Content {
  const part = ZipArchive.open(bytes, limits).read('[Content_Types].xml');
  const types = part ? new TextDecoder().decode(part) : '';
  if (/wordprocessingml\.(document|template)\.main\+xml|ms-word\.[^"]*main\+xml/.test(types)) {
    return 'docx';
  }
  if (/presentationml\.[^"]*main\+xml|ms-powerpoint\.[^"]*main\+xml/.test(types)) return 'pptx';
  if (/spreadsheetml\.[^"]*main\+xml|ms-excel\.[^"]*main\+xml/.test(types)) return 'xlsx';
  return 'a ZIP archive';
}

/** Password-protected Office files are compound files with a stream of this name (MS-OFFCRYPTO). */
function compoundFile(bytes: Uint8Array): ExtractError {
  const marker = Buffer.from('EncryptedPackage', 'utf16le');
  const encrypted = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(marker);
  return encrypted ? new ExtractError('encrypted') : new ExtractError('unsupported', OLD_OFFICE);
}

function startsWith(bytes: Uint8Array, magic: number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

function nameOf(content: string): string {
  const short = ['pdf', 'docx', 'pptx', 'xlsx', 'csv', 'html'].includes(content);
  if (short)
    return content === 'html' || content === 'xlsx'
      ? `an ${content.toUpperCase()} file`
      : `a ${content.toUpperCase()} file`;
  if (content === 'markdown') return 'a Markdown file';
  if (content === 'text') return 'a text file';
  return content;
}
