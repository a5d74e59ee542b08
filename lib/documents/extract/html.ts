import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { decodeText } from './decode-text';
import { htmlBlocks } from './html-blocks';
import type { Extracted } from './schema';

/** Visible text of a page. Nothing is fetched or run. */
export function extractHtml(bytes: Uint8Array): Extracted {
  const head = new TextDecoder('windows-1252').decode(bytes.subarray(0, 2048));
  const charset = /<meta[^>]+charset\s*=\s*["']?([\w-]+)/i.exec(head)?.[1];
  const document = parse(decodeText(bytes, charset));
  const title = titleOf(document);
  return {
    format: 'html',
    ...(title ? { title } : {}),
    pages: [{ number: 1, blocks: htmlBlocks(document) }],
  };
}

function titleOf(document: DefaultTreeAdapterTypes.Document): string | undefined {
  const child = (parent: DefaultTreeAdapterTypes.ParentNode | undefined, name: string) =>
    parent?.childNodes.find(
      (node): node is DefaultTreeAdapterTypes.Element => node.nodeName === name,
    );
  const title = child(child(child(document, 'html'), 'head'), 'title');
  const text = title?.childNodes[0];
  return text && 'value' in text ? text.value : undefined;
}
