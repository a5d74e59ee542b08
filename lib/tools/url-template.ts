import { z } from 'zod';

const PLACEHOLDER = /\{([A-Za-z][A-Za-z0-9_]{0,39})\}/g;
const SCHEME = /^https?:\/\//;

/** The names between braces, each once. */
export function placeholdersOf(template: string): string[] {
  return [...new Set([...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name))];
}

/** The host that a template always leads to: no placeholder reaches it. */
export function hostOf(template: string): string {
  return new URL(template.replace(PLACEHOLDER, 'x')).hostname;
}

/** An address in which `{name}` stands for a property of the input, in its path and query alone. */
export const urlTemplateSchema = z
  .string()
  .trim()
  .max(1_000, 'At most 1,000 characters.')
  .refine((text) => SCHEME.test(text), 'An address begins with https://')
  .refine((text) => isTemplate(text), 'This is no address.')
  .refine(
    (text) => !/^https?:\/\/[^/?#]*[{}@\\]/.test(text),
    'The host is fixed: nothing is filled in before the path.',
  )
  .refine((text) => !/[#\\]/.test(text), 'An address has neither # nor \\ here.')
  .refine(
    (text) => !/[{}]/.test(text.replace(PLACEHOLDER, '')),
    'Between { and } stands the name of a property.',
  );

function isTemplate(text: string): boolean {
  const plain = text.replace(PLACEHOLDER, 'x');
  return /^[\x21-\x7e]+$/.test(plain) && filledUrl(plain, {}) !== undefined;
}

/**
 * The address with each placeholder filled in, escaped so that a value stays within its own part of the path or query.
 * Undefined where a value would lead to another path, or one is missing.
 */
export function filledUrl(
  template: string,
  values: Readonly<Record<string, unknown>>,
): URL | undefined {
  let missing = false;
  const text = template.replace(PLACEHOLDER, (_, name: string) => {
    const value = values[name];
    const plain = ['string', 'number', 'boolean'].includes(typeof value);
    if (!plain || value === '') missing = true;
    return plain ? encodeURIComponent(wellFormed(String(value))) : '';
  });
  if (missing || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const [, path = ''] = /^https?:\/\/[^/?#]*([^?#]*)/.exec(text) ?? [];
  // Segments of dots are resolved by whoever parses the address, and lead elsewhere.
  const stays = (path === '' ? '/' : path) === url.pathname && url.hostname === hostOf(template);
  return stays ? url : undefined;
}

/** Without halves of characters, which cannot be escaped. */
function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, '\ufffd');
}
