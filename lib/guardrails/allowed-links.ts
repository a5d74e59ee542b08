/** What a browser takes for an address of another site, also written loosely, and what Markdown makes a link of. */
const LINK =
  /(?:\bhttps?:[/\\]*|(?<![:/\\])[/\\]{2}(?=[^\s/\\]+\.)|\bwww\.)[^\s<>"'`)\]]{1,2000}/gi;

export const REMOVED_LINK = '(link removed)';

/** The text without links to other hosts than these; `*.` before a host stands for all below it. */
export function withAllowedLinks(text: string, hosts: readonly string[]): string {
  return text.replace(LINK, (link) => (isAllowed(link, hosts) ? link : REMOVED_LINK));
}

function isAllowed(link: string, hosts: readonly string[]): boolean {
  const address = /^https?:/i.test(link)
    ? link
    : `https:${/^[/\\]/.test(link) ? link : `//${link}`}`;
  if (!URL.canParse(address)) return false;
  const { hostname } = new URL(address);
  return hosts.some((host) =>
    host.startsWith('*.') ? hostname.endsWith(host.slice(1)) : hostname === host,
  );
}
