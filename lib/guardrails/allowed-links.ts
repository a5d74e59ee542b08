import { isAllowedLink } from './facts';
import { withoutEscapes } from './markdown-escapes';

/** What a browser takes for an address of another site, also written loosely, and what Markdown makes a link of. */
const LINK =
  /(?:(?<![a-z])(?:https?:[/\\]*|mailto:)|(?<![:/\\])[/\\]{2}(?=[^\s/\\]+\.)|(?<![a-z])www\.)[^\s<>"'`)\]]+/gi;
/** Ends the part of an address that names its host, behind the name of somebody who signs in there. */
const AUTHORITY = /^(?:[a-z]+:)?[/\\]*([^/\\?#\s]*)/i;

export const REMOVED_LINK = '(link removed)';

/**
 * The text without links to other hosts than these; `*.` before a host stands for all below it. A word that hides one
 * behind Markdown's escapes or character references comes out as what Markdown reads in it.
 */
export function withAllowedLinks(text: string, hosts: readonly string[]): string {
  return text.replace(/\S+/g, (word) => {
    const shown = withoutOthers(word, hosts);
    const read = withoutEscapes(shown);
    const rest = withoutOthers(read, hosts);
    return rest === read ? shown : rest;
  });
}

function withoutOthers(word: string, hosts: readonly string[]): string {
  return word.replace(LINK, (link, at: number) =>
    isAllowed(link, word.slice(at), hosts) ? link : REMOVED_LINK,
  );
}

/** `rest`: from the link on, since what ends an address in Markdown need not end it in a browser. */
function isAllowed(link: string, rest: string, hosts: readonly string[]): boolean {
  if (AUTHORITY.exec(rest)?.[1]?.includes('@')) return false;
  if (/^(?:https?|mailto):/i.test(link)) return isAllowedLink(link, hosts);
  return isAllowedLink(`https:${/^[/\\]/.test(link) ? link : `//${link}`}`, hosts);
}
