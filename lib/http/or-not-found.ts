import { notFound } from 'next/navigation';
import { isAppError } from '@/lib/errors';

/** For pages: leads to "not found" when what is read is absent, or is not for its reader. */
export async function orNotFound<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (isAppError(error) && error.code === 'not_found') notFound();
    throw error;
  }
}
