import { zipSync } from 'fflate';
import mammoth from 'mammoth';
import { parseFragment } from 'parse5';
import { ExtractError } from './extract-error';
import { htmlBlocks } from './html-blocks';
import type { Limits } from './limits';
import { readXml } from './office-xml';
import type { Extracted } from './schema';
import { ZipArchive } from './zip-archive';

/**
 * Mammoth gets a stored (not compressed) copy that holds the XML parts only: it inflates without a
 * bound, and pictures and embedded files are of no use here.
 */
export async function extractDocx(bytes: Uint8Array, limits: Limits): Promise<Extracted> {
  const archive = ZipArchive.open(bytes, limits);
  const parts: Record<string, Uint8Array> = {};
  for (const name of archive.names) {
    if (!/\.(xml|rels)$/i.test(name)) continue;
    const part = archive.read(name);
    if (!part) continue;
    refuseDocumentType(part);
    parts[name] = part;
  }
  const buffer = Buffer.from(zipSync(parts, { level: 0 }));
  const { value } = await mammoth.convertToHtml(
    { buffer },
    {
      externalFileAccess: false,
      convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
    },
  );
  const title = coreTitle(parts['docProps/core.xml']);
  // The arrows behind footnotes lead back into the text; read as text they are noise.
  const blocks = htmlBlocks(parseFragment(value.replace(/<a href="#[^"]*-ref-[^"]*">↑<\/a>/g, '')));
  return { format: 'docx', ...(title ? { title } : {}), pages: [{ number: 1, blocks }] };
}

function refuseDocumentType(part: Uint8Array): void {
  if (Buffer.from(part.buffer, part.byteOffset, part.byteLength).includes('<!DOCTYPE')) {
    throw new ExtractError('corrupt');
  }
}

function coreTitle(part: Uint8Array | undefined): string | undefined {
  if (!part) return undefined;
  let inside = false;
  let title = '';
  readXml(part, {
    open: (name) => {
      inside = name === 'title';
    },
    text: (text) => {
      if (inside) title += text;
    },
    close: () => {
      inside = false;
    },
  });
  return title.trim() || undefined;
}
