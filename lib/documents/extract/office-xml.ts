import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { ExtractError } from './extract-error';
import type { ZipArchive } from './zip-archive';

export interface XmlHandlers {
  /** `attribute('id')` reads `id`, or else `r:id`; `attribute(':id')` only a prefixed one. */
  open?(name: string, attribute: (name: string) => string | undefined): void;
  text?(text: string): void;
  close?(name: string): void;
}

/**
 * Streams one XML part. Names and attributes are given without their prefix, which writers choose
 * freely. A document type is refused: Office files have none (ECMA-376 part 2), and without one there
 * are no entities to expand.
 * @throws ExtractError `corrupt`
 */
export function readXml(bytes: Uint8Array, handlers: XmlHandlers): void {
  const parser = new SaxesParser();
  parser.on('error', () => {
    throw new ExtractError('corrupt');
  });
  parser.on('doctype', () => {
    throw new ExtractError('corrupt');
  });
  parser.on('opentag', (tag) => handlers.open?.(localName(tag.name), attributeReader(tag)));
  parser.on('text', (text) => handlers.text?.(text));
  parser.on('closetag', (tag) => handlers.close?.(localName(tag.name)));
  parser.write(decodeXml(bytes)).close();
}

/** Targets of a part's relationships by id, as names inside the archive; external ones are left out. */
export function relationships(
  archive: ZipArchive,
  part: string,
): Map<string, { target: string; type: string }> {
  const slash = part.lastIndexOf('/') + 1;
  const folder = part.slice(0, slash);
  const bytes = archive.read(`${folder}_rels/${part.slice(slash)}.rels`);
  const found = new Map<string, { target: string; type: string }>();
  if (!bytes) return found;
  readXml(bytes, {
    open(name, attribute) {
      const id = attribute('Id');
      const target = attribute('Target');
      if (name !== 'Relationship' || !id || !target) return;
      if (attribute('TargetMode') === 'External') return;
      const url = new URL(target, `zip:///${folder}`);
      const type = (attribute('Type') ?? '').split('/').pop() ?? '';
      found.set(id, { target: decodeURIComponent(url.pathname).slice(1), type });
    },
  });
  return found;
}

function decodeXml(bytes: Uint8Array): string {
  const utf16 = bytes[0] === 0xff ? 'utf-16le' : bytes[0] === 0xfe ? 'utf-16be' : 'utf-8';
  return new TextDecoder(utf16).decode(bytes);
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function attributeReader(tag: SaxesTagPlain): (name: string) => string | undefined {
  return (wanted) => {
    const direct = tag.attributes[wanted];
    if (direct !== undefined) return direct;
    const suffix = wanted.startsWith(':') ? wanted : `:${wanted}`;
    const key = Object.keys(tag.attributes).find((name) => name.endsWith(suffix));
    return key === undefined ? undefined : tag.attributes[key];
  };
}
