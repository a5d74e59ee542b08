import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

const TARGET = 'public/pdfjs';
/** Of pdfjs-dist: the worker, and what it fetches for fonts, colours and pictures. */
const FILES = ['legacy/build/pdf.worker.min.mjs', 'cmaps', 'standard_fonts', 'wasm', 'iccs'];

/** Puts what the viewer of PDFs needs in the browser below `public`; nothing to do when this version's is there. */
export async function copyPdfFiles() {
  const manifest = createRequire(import.meta.url).resolve('pdfjs-dist/package.json');
  const { version } = JSON.parse(await readFile(manifest, 'utf8'));
  const stamp = path.join(TARGET, 'version.txt');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === version) return;
  await rm(TARGET, { recursive: true, force: true });
  for (const file of FILES) {
    const from = path.join(path.dirname(manifest), file);
    await cp(from, path.join(TARGET, path.basename(file)), { recursive: true });
  }
  await writeFile(stamp, version);
}
