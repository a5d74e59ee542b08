import { createRequire } from 'node:module';
import path from 'node:path';
import { getDocument, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { ExtractError } from './extract-error';
import { dropFurniture } from './pdf-furniture';
import { dropUnmappedFonts, type Line, type TextRun, toLines } from './pdf-lines';
import { measure, toBlocks } from './pdf-paragraphs';
import type { Extracted, ExtractedPage } from './schema';

const packageRoot = path.dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));

/**
 * Text of every page, without fonts, pictures, scripts or forms being loaded or run. A page that
 * cannot be read is left empty as long as another can.
 * @throws ExtractError `encrypted`, `corrupt`
 */
export async function extractPdf(
  bytes: Uint8Array,
  onProgress: (done: number, total: number) => void,
): Promise<Extracted> {
  const task = getDocument({
    data: new Uint8Array(bytes),
    verbosity: VerbosityLevel.ERRORS,
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: false,
    useWorkerFetch: false,
    stopAtErrors: false,
    enableXfa: false,
    // Character maps of East Asian fonts, from the package on disk.
    cMapUrl: `${path.join(packageRoot, 'cmaps')}/`,
    cMapPacked: true,
    standardFontDataUrl: `${path.join(packageRoot, 'standard_fonts')}/`,
  });
  const document = await task.promise.catch((error: unknown) => {
    const protectedFile = error instanceof Error && error.name === 'PasswordException';
    throw new ExtractError(protectedFile ? 'encrypted' : 'corrupt');
  });
  const pages: Line[][] = [];
  let unreadable = 0;
  for (let number = 1; number <= document.numPages; number++) {
    try {
      const page = await document.getPage(number);
      const { items } = await page.getTextContent();
      pages.push(
        toLines(dropUnmappedFonts(items.filter((item): item is TextRun => 'str' in item))),
      );
      page.cleanup();
    } catch {
      unreadable++;
      pages.push([]);
    }
    onProgress(number, document.numPages);
  }
  if (unreadable > 0 && unreadable === document.numPages) throw new ExtractError('corrupt');
  const title = await document.getMetadata().then(titleOf, () => undefined);
  await task.destroy();
  const kept = dropFurniture(pages);
  const typography = measure(kept);
  const body: ExtractedPage[] = kept.map((lines, index) => ({
    number: index + 1,
    blocks: toBlocks(lines, typography),
  }));
  return { format: 'pdf', ...(title ? { title } : {}), pages: body };
}

function titleOf({ info }: { info: object }): string | undefined {
  const title = 'Title' in info ? info.Title : undefined;
  // Word processors put the file's name there.
  if (typeof title !== 'string' || /\.(docx?|tex|dvi|indd|qxd)$|^untitled/i.test(title.trim())) {
    return undefined;
  }
  return title.trim() || undefined;
}
