import { copyFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

const FIXTURES = path.join('e2e', 'support', 'fixtures');
const BROKEN = ['corrupt.pdf', 'corrupt.docx', 'encrypted.pdf', 'binary.txt', 'blank.txt'];

/** Of twenty files so many kinds, in this order; all others are short texts. */
const KINDS: ((folder: string, n: number) => Promise<string>)[] = [
  (folder, n) => copied(folder, n, path.join('bad', BROKEN[n % BROKEN.length] ?? '')),
  // Bytes behind a PDF's end make it another file and change nothing of what it shows.
  async (folder, n) => {
    const pdf = await readFile(path.join(FIXTURES, 'good', 'handbook.pdf'));
    return written(folder, `Handbook ${n}.pdf`, Buffer.concat([pdf, Buffer.from(`\n% ${n}\n`)]));
  },
  (folder, n) => copied(folder, n, path.join('good', 'travel-policy.docx')),
  (folder, n) => written(folder, `Empty ${n}.txt`, ''),
  (folder, n) => written(folder, `Customers ${n}.csv`, `name,berth\nAster ${n},${n % 40}\n`),
  (folder, n) => written(folder, `Page ${n}.html`, `<h1>Berth ${n}</h1><p>${sentence(n)}</p>`),
  (folder, n) => written(folder, `Notes ${n}.md`, `# Notes ${n}\n\n${sentence(n)}\n`),
];

/** Small files of several kinds, some broken, some empty, some with the same bytes. Resolves with their paths. */
export async function makeFiles(folder: string, count: number): Promise<string[]> {
  const paths: string[] = [];
  for (let n = 0; n < count; n++) paths.push(await (KINDS[n % 20] ?? text)(folder, n));
  return paths;
}

function text(folder: string, n: number): Promise<string> {
  return written(folder, `Berth ${n}.txt`, sentence(n));
}

function sentence(n: number): string {
  return `Berth ${n} opens at ${n % 12} o'clock, keeps ${n * 3} boats and reports to desk ${n % 7}.`;
}

async function written(folder: string, name: string, content: string | Buffer): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, content);
  return file;
}

/** The same bytes again and again, under names of their own. */
async function copied(folder: string, n: number, fixture: string): Promise<string> {
  const file = path.join(folder, `${n} ${path.basename(fixture)}`);
  await copyFile(path.join(FIXTURES, fixture), file);
  return file;
}
