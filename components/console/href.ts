export type Params = Record<string, string | string[] | undefined>;

/** The same address with some parameters changed; an empty one is left out. */
export function hrefWith(
  path: string,
  params: Params,
  changes: Record<string, string | null | undefined>,
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...params, ...changes })) {
    if (typeof value === 'string' && value !== '') query.set(name, value);
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

/** Another range, and therefore the first page of every list. */
export const NO_CURSOR = { older: null, newer: null };
