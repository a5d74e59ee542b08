import { notFound } from '@/lib/errors';
import { isId } from '@/lib/ids';

/** An id out of a path: what cannot be one is as absent as what is not there. Throws `not_found`. */
export function requireId(value: string): string {
  if (!isId(value)) throw notFound();
  return value;
}
