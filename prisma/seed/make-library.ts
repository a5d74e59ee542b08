import fs from 'node:fs/promises';
import path from 'node:path';
import { parseSource, type SourceBlock } from './formats/source-blocks';
import { writeDocx } from './formats/write-docx';
import { writePdf } from './formats/write-pdf';
import { writePptx } from './formats/write-pptx';
import { writeXlsx } from './formats/write-xlsx';
import { DEMO_TENANTS } from './library/tenants';

const LIBRARY = path.join('prisma', 'seed', 'library');

const WRITERS: Record<
  string,
  (blocks: SourceBlock[], author: string) => Uint8Array | Promise<Uint8Array>
> = { '.docx': writeDocx, '.pdf': writePdf, '.pptx': writePptx, '.xlsx': writeXlsx };

/** Makes the library's binary documents from their sources; run after a source was edited. */
for (const { slug, name } of DEMO_TENANTS) {
  const sources = path.join(LIBRARY, 'sources', slug);
  for (const source of (await fs.readdir(sources)).sort()) {
    const file = path.basename(source, '.md');
    const write = WRITERS[path.extname(file)];
    if (!write) throw new Error(`No writer makes ${file}.`);
    const blocks = parseSource(await fs.readFile(path.join(sources, source), 'utf8'));
    const bytes = await write(blocks, name);
    await fs.writeFile(path.join(LIBRARY, slug, file), bytes);
    console.log(`${slug}/${file}: ${bytes.length} bytes`);
  }
}
