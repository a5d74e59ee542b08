import type { UploadResult } from '@/lib/documents/schema';
import type { ErrorBody } from '@/lib/errors';

export interface Upload {
  key: string;
  name: string;
  bytes: number;
  /** Undefined where a reload took it and the browser had no room to keep it: then it has to be chosen again. */
  file: File | undefined;
  folderId: string | undefined;
  /** `paused`: it is tried again by itself, or once the person has signed in again. */
  state: 'waiting' | 'sending' | 'paused' | 'sent' | 'known' | 'version' | 'failed';
  /** From 0 to 1. */
  share: number;
  error: ErrorBody | undefined;
  /** What the file became, or already was. */
  documentId: string | undefined;
  /** Under which the server keeps the parts that it has. */
  pendingId: string | undefined;
}

/** What outlives a reload of the page. */
export interface UploadMemory {
  keep(uploads: readonly Upload[]): void;
  forget(keys: readonly string[]): void;
}

/** Whether it failed for another reason than what the file is, which would be refused again. */
export function worthRetrying({ state, error }: Upload): boolean {
  return (
    state === 'failed' &&
    !['invalid_input', 'too_large', 'unsupported_type'].includes(error?.code ?? '')
  );
}

/** Whether it waits until the person has signed in again. */
export function isSignedOut({ state, error }: Upload): boolean {
  return state === 'paused' && error?.code === 'unauthenticated';
}

/** What became of a file that arrived. */
export function stateOf({ alreadyHere, document }: UploadResult): Upload['state'] {
  if (alreadyHere) return 'known';
  return document.version > 1 ? 'version' : 'sent';
}

export function newUpload(file: File, given: Partial<Upload>): Upload {
  return {
    key: `${Date.now()}-${Math.random().toString(36).slice(2)}`,
    name: file.name,
    bytes: file.size,
    file,
    folderId: undefined,
    state: 'waiting',
    share: 0,
    error: undefined,
    documentId: undefined,
    pendingId: undefined,
    ...given,
  };
}

const CHOOSE_AGAIN: ErrorBody = {
  code: 'invalid_input',
  message: 'Choose the file again to go on: this browser had no room to keep it.',
};

/** One that was still to be sent, and whose bytes are gone. */
export function lostUpload(given: {
  key: string;
  name: string;
  bytes: number;
  folderId: string | undefined;
}): Upload {
  const empty = new File([], given.name);
  return newUpload(empty, { ...given, file: undefined, state: 'failed', error: CHOOSE_AGAIN });
}
