import type { ErrorBody } from '@/lib/errors';

/** A refusal of one of our own routes, with the body that says why. */
export class RefusedError extends Error {
  readonly body: ErrorBody;

  constructor(body: ErrorBody) {
    super(body.message);
    this.name = 'RefusedError';
    this.body = body;
  }
}

/** For a response without a body of ours: a proxy's, or none at all. */
export const UNREADABLE: ErrorBody = {
  code: 'internal',
  message: 'The server gave no usable answer.',
};

/** Reads a route of ours. Rejects with `RefusedError`. */
export async function readJson<T>(address: string, init?: RequestInit): Promise<T> {
  const response = await fetch(address, init);
  if (!response.ok) throw new RefusedError(await response.json().catch(() => UNREADABLE));
  return response.json();
}
