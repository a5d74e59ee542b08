/** A document that React streamed, taken apart. */
export interface PagePieces {
  /** Tags, comments and text of the document, without what follows. */
  tokens: string[];
  /** The payload of server components that came with it. */
  payload: Buffer;
  /** Which late piece belongs into which gap: both by id. */
  moves: Map<string, string>;
  /** What the browser looks for anywhere: titles, metadata, style sheets, scripts. */
  hoisted: string[];
}

const TOKEN =
  /<!--[\s\S]*?-->|<script\b[^>]*>[\s\S]*?<\/script>|<style\b[^>]*>[\s\S]*?<\/style>|<title>[^<]*<\/title>|<[^>]+>|[^<]+/g;
const INLINE = /^<script(?![^>]*\ssrc=)[^>]*>([\s\S]*)<\/script>$/;
const HOISTED = /^<(?:script|style|title|meta|link)\b/;
const PAYLOAD = /^\(?self\.__next_f.*?\.push\(/;
/** React puts these between neighbouring texts, which depends on where pieces end. */
const SEPARATOR = '<!-- -->';
const MOVE = /\$R[CSR]\("([BSP]:\w+)","([BSP]:\w+)"[^)]*\);?/g;

/** `runtime` is the text of React's own program, in which its scripts stand literally. */
export function pagePieces(html: string, runtime: string): PagePieces {
  const found = html.match(TOKEN) ?? [];
  if (found.join('') !== html) throw new Error('The document is not as React writes one.');
  const pieces: PagePieces = { tokens: [], payload: Buffer.of(), moves: new Map(), hoisted: [] };
  const payload: Buffer[] = [];
  for (const token of found) {
    const script = INLINE.exec(token)?.[1];
    const prefix = script && PAYLOAD.exec(script)?.[0];
    if (script !== undefined && prefix) {
      const [kind, data] = JSON.parse(script.slice(prefix.length, -1)) as [number, string?];
      if (kind === 1) payload.push(Buffer.from(data ?? ''));
      else pieces.hoisted.push(script);
    } else if (script !== undefined) {
      const rest = script.replace(MOVE, (_, a: string, b: string) => {
        // Of a gap's boundary the gap comes first, of a part of a piece the piece.
        const [gap, piece] = a.startsWith('S:') ? [b, a] : [a, b];
        pieces.moves.set(gap, piece);
        return '';
      });
      // Which of React's programs are sent depends on how many pieces were late.
      if (!runtime.includes(rest.replaceAll('\n', '\\n'))) pieces.hoisted.push(token);
    } else if (HOISTED.test(token)) pieces.hoisted.push(token);
    else if (token !== SEPARATOR) pieces.tokens.push(token);
  }
  return { ...pieces, payload: Buffer.concat(payload) };
}
