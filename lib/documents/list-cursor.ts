import { AppError } from '@/lib/errors';
import { isId } from '@/lib/ids';

/** The last document of a page: the next one begins behind it. */
export interface ListCursor {
  createdAt: Date;
  id: string;
}

export function encodeCursor(cursor: ListCursor): string {
  return Buffer.from(`${cursor.createdAt.getTime()}.${cursor.id}`).toString('base64url');
}

/** Throws `invalid_input`. */
export function decodeCursor(text: string): ListCursor {
  const [ms = '', id] = Buffer.from(text, 'base64url').toString('utf8').split('.');
  if (!/^\d{1,15}$/.test(ms) || !isId(id)) {
    throw new AppError('invalid_input', 'The cursor is not one of this listing.');
  }
  return { createdAt: new Date(Number(ms)), id };
}
