/** Longest part of a path in UTF-16 units; file systems take 255 bytes. */
const LONGEST = 80;

/**
 * Paths of an archive made of what people typed: each part is a plain file name on every system, so that
 * unpacking writes nowhere else, and no two entries share a path.
 */
export class EntryPaths {
  readonly #taken = new Set<string>();

  take(...parts: string[]): string {
    const safe = parts.map(plainName);
    const wanted = safe.join('/');
    const dot = wanted.lastIndexOf('.');
    const [stem, end] =
      dot > wanted.lastIndexOf('/') ? [wanted.slice(0, dot), wanted.slice(dot)] : [wanted, ''];
    let path = wanted;
    // Compared without case, since some file systems do.
    for (let n = 2; this.#taken.has(path.toLowerCase()); n++) path = `${stem} (${n})${end}`;
    this.#taken.add(path.toLowerCase());
    return path;
  }
}

function plainName(part: string): string {
  const plain = part
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to go
    .replace(/[\u0000-\u001f\u007f<>:"/\\|?*]/g, '_')
    .replace(/^[. ]+|[. ]+$/g, '_');
  const device = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(plain) ? `_${plain}` : plain;
  return shorten(device) || '_';
}

/** From the middle, so that the ending that tells the format stays. */
function shorten(name: string): string {
  if (name.length <= LONGEST) return name;
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 && name.length - dot <= 12 ? name.slice(dot) : '';
  return `${name.slice(0, LONGEST - ending.length)}${ending}`.replace(
    /[\ud800-\udbff](?![\udc00-\udfff])/g,
    '_',
  );
}
