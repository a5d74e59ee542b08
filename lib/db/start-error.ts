import { AppError } from '@/lib/errors';

const DISK_FULL = /No space left on device|ENOSPC|disk quota exceeded/i;

/** Turns what the operating system or PostgreSQL said into a sentence that says what to do. */
export function startError(doing: string, detail: string, cause?: unknown): AppError {
  if (DISK_FULL.test(detail)) {
    return new AppError(
      'store_unavailable',
      `${doing} failed: the disk is full. Free about 500 MB, then start again; nothing was lost.`,
      { cause },
    );
  }
  const advice = /EACCES|EPERM|Permission denied/i.test(detail)
    ? 'A file belongs to another user. Start as the user who started it first, or begin anew with npm start -- --reset.'
    : /could not map anonymous shared memory|out of memory/i.test(detail)
      ? 'There is not enough free memory. Stop another program, then start again.'
      : 'The lines above are its own words.';
  const words = detail.trim().split('\n').slice(-12).join('\n');
  return new AppError('store_unavailable', `${words}\n\n${doing} failed. ${advice}`, { cause });
}
