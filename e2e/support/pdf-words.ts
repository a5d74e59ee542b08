import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** What a reader sees of a PDF, in the order in which it was written, and its title. Of what is no PDF: nothing. */
export async function pdfWords(bytes: ArrayBuffer): Promise<string> {
  const task = getDocument({ data: new Uint8Array(bytes), verbosity: 0, isEvalSupported: false });
  try {
    const document = await task.promise;
    const { info } = await document.getMetadata();
    const words = 'Title' in info ? [String(info.Title)] : [];
    for (let number = 1; number <= document.numPages; number += 1) {
      const { items } = await (await document.getPage(number)).getTextContent();
      words.push(...items.flatMap((item) => ('str' in item ? [item.str] : [])));
    }
    return words.join(' ');
  } catch {
    return '';
  } finally {
    await task.destroy();
  }
}
