/** The header of a download: the name as in RFC 6266, whatever is in it. */
export function attachment(name: string): string {
  const whole = name.replace(/\p{Surrogate}/gu, '\ufffd');
  const ascii = whole.replace(/[^\x20-\x7e]|["\\%/]/g, '_');
  const encoded = encodeURIComponent(whole).replace(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
