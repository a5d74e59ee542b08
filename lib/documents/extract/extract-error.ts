import { type ExtractFailure, FAILURE_MESSAGE, type Failure } from './schema';

/** An expected end of an extraction, thrown inside the child and turned into a value at its edge. */
export class ExtractError extends Error {
  readonly code: ExtractFailure;

  constructor(code: ExtractFailure, message: string = FAILURE_MESSAGE[code]) {
    super(message);
    this.name = 'ExtractError';
    this.code = code;
  }
}

export function failure(code: ExtractFailure): Failure {
  return { code, message: FAILURE_MESSAGE[code] };
}

/** A parser's own exception means that it could not make sense of the bytes. */
export function toFailure(error: unknown): Failure {
  if (error instanceof ExtractError) return { code: error.code, message: error.message };
  return failure('corrupt');
}
