import { poolFor } from './pools';

/** Whether PostgreSQL answers the app's login; false after the pool's time limit for connecting. */
export async function databaseAnswers(): Promise<boolean> {
  try {
    await poolFor('app').query('select 1');
    return true;
  } catch {
    return false;
  }
}
