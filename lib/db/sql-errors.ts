import { AppError } from '@/lib/errors';

const UNIQUE_VIOLATION = '23505';
const FOREIGN_KEY_VIOLATION = '23503';
const INSUFFICIENT_PRIVILEGE = '42501';
const LOCK_TIMEOUT = '55P03';
const QUERY_CANCELED = '57014';
/** Codes of our own, raised by triggers. */
const UNDER_LEGAL_HOLD = 'TH001';
const BEING_ERASED = 'TH002';
const TIME_WENT_BACK = 'TH003';
const QUEUE_FULL = 'TH004';
const COOLING_OFF = 'TL001';
const LAST_OWNER = 'TO001';
const NOT_CONFIRMED = 'TC001';

/** Whether a unique key refused the row, by the plain driver or by Prisma. */
export function isUniqueViolation(error: unknown): boolean {
  return field(error, 'code') === 'P2002' || sqlState(error) === UNIQUE_VIOLATION;
}

/** Whether another row still names the row. */
export function isForeignKeyViolation(error: unknown): boolean {
  return sqlState(error) === FOREIGN_KEY_VIOLATION;
}

/** Whether a grant, a policy or a definer function refused the statement. */
export function isRefused(error: unknown): boolean {
  return sqlState(error) === INSUFFICIENT_PRIVILEGE;
}

/** Whether a lock was not free within the transaction's `lock_timeout`. */
export function isLockTimeout(error: unknown): boolean {
  return sqlState(error) === LOCK_TIMEOUT;
}

/** Whether the statement took longer than its `statement_timeout`. */
export function isTimedOut(error: unknown): boolean {
  return sqlState(error) === QUERY_CANCELED;
}

/** Whether too many questions of a workspace wait already. */
export function isQueueFull(error: unknown): boolean {
  return sqlState(error) === QUEUE_FULL;
}

/** Whether the session's person did not say just now who that is. */
export function isUnconfirmed(error: unknown): boolean {
  return sqlState(error) === NOT_CONFIRMED;
}

/** By class: connection exceptions, and a server that ends or starts. */
const LOST_STATES = /^(08|57P)/;
/** Of the socket, and Prisma's own. */
const LOST_CODES = new Set(['EPIPE', 'ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT', 'P1001', 'P1017']);
/** The plain driver gives what it finds out by itself no code. */
const LOST_WORDS =
  /^Connection (terminated|ended)|connection error and is not queryable|^Query read timeout/;

/** Whether the connection ended: what was sent on it may have happened or not. */
export function isConnectionLost(error: unknown): boolean {
  const state = sqlState(error);
  if (typeof state === 'string') return LOST_STATES.test(state) || LOST_CODES.has(state);
  return error instanceof Error && LOST_WORDS.test(error.message);
}

/** For whoever waits for a database that cannot be reached. */
export function databaseAway(cause: unknown): AppError {
  return new AppError('store_unavailable', 'The database cannot be reached right now.', {
    retryAfter: 2,
    cause,
  });
}

/** An error of a transaction as its caller gets it. */
export function transactionError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  return refusalByTrigger(error) ?? (isConnectionLost(error) ? databaseAway(error) : error);
}

/** What a trigger refuses wherever it happens, in the words for whoever tried; undefined for other errors. */
export function refusalByTrigger(error: unknown): AppError | undefined {
  const state = sqlState(error);
  if (state === UNDER_LEGAL_HOLD)
    return new AppError(
      'conflict',
      'This is kept under a legal hold and cannot be deleted until the hold is lifted.',
      { cause: error },
    );
  if (state === BEING_ERASED)
    return new AppError('conflict', 'The workspace is being erased.', { cause: error });
  if (state === LAST_OWNER)
    return new AppError(
      'conflict',
      'You are the last owner. Make somebody else an owner first, or end the workspace.',
      { cause: error },
    );
  if (state === COOLING_OFF)
    return new AppError(
      'conflict',
      'An owner ended this workspace: it is erased by itself when the cooling-off period is over.',
      { cause: error },
    );
  if (state === TIME_WENT_BACK)
    return new AppError('store_unavailable', 'Budgets cannot be checked: the clock went back.', {
      retryAfter: 1,
      cause: error,
    });
  return undefined;
}

/** PostgreSQL's five-character code: the plain driver's own, or the one inside a Prisma error. */
export function sqlState(error: unknown): unknown {
  const cause = field(field(field(error, 'meta'), 'driverAdapterError'), 'cause');
  return field(cause, 'originalCode') ?? field(error, 'code');
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
