import type { Fragment } from './locate-quote';

interface CitedPages {
  /** The page where the passage begins. */
  first: number | undefined;
  /** Some of it stands nowhere on its page: then nothing is marked. */
  lost: boolean;
  /** Its beginning is marked. */
  marked: boolean;
}

/**
 * How far the cited passage is marked. `results`: whether fragments were found on their page. Those of another passage are
 * other objects, so that a next citation of the same file begins without any.
 */
export function citedPages(
  fragments: ReadonlyMap<number, Fragment[]>,
  results: ReadonlyMap<Fragment[], boolean>,
): CitedPages {
  const [first] = fragments;
  const lost = [...fragments.values()].some((each) => results.get(each) === false);
  return {
    first: first?.[0],
    lost,
    marked: first !== undefined && !lost && results.get(first[1]) === true,
  };
}
