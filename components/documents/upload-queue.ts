import { RefusedError } from './read-json';
import {
  isSignedOut,
  newUpload,
  stateOf,
  type Upload,
  type UploadMemory,
  worthRetrying,
} from './upload';
import type { discardUpload, uploadFile } from './upload-file';
import { passes, UploadPauses } from './upload-pauses';

const PARALLEL = 4;
/** The page is drawn at most so often, however many files are on their way. */
const EMIT_MS = 150;

/** Sends files, some at a time, in the order in which they came; nothing of it depends on how the page is drawn. */
export class UploadQueue {
  readonly #slug: string;
  readonly #send: typeof uploadFile;
  readonly #discard: typeof discardUpload;
  readonly #memory: UploadMemory;
  readonly #onSent: () => void;
  readonly #listeners = new Set<() => void>();
  readonly #uploads = new Map<string, Upload>();
  readonly #running = new Map<string, AbortController>();
  readonly #pauses: UploadPauses;
  #snapshot: readonly Upload[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(
    slug: string,
    given: {
      send: typeof uploadFile;
      discard: typeof discardUpload;
      memory: UploadMemory;
      onSent: () => void;
    },
  ) {
    this.#slug = slug;
    this.#send = given.send;
    this.#discard = given.discard;
    this.#memory = given.memory;
    this.#onSent = given.onSent;
    this.#pauses = new UploadPauses(() => this.#resume());
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): readonly Upload[] => this.#snapshot;

  add(files: readonly File[], folderId: string | undefined): void {
    const fresh = files.map((file) => newUpload(file, { folderId }));
    this.#replaceLost(fresh);
    this.#put(fresh);
    this.#memory.keep(fresh);
    this.#next();
  }

  /** From before a reload; what is there already stays. */
  restore(uploads: readonly Upload[]): void {
    this.#put(uploads.filter(({ key }) => !this.#uploads.has(key)));
    this.#next();
  }

  refuse(file: File, message: string): void {
    this.#put([newUpload(file, { state: 'failed', error: { code: 'invalid_input', message } })]);
  }

  retry(key: string): void {
    this.#pauses.forget(key);
    this.#change(key, { state: 'waiting', error: undefined });
    this.#next();
  }

  /** After a new sign-in: goes on with what waited for it. */
  goOn(): void {
    for (const upload of this.#uploads.values())
      if (isSignedOut(upload)) this.#change(upload.key, { state: 'waiting', error: undefined });
    this.#next();
  }

  /** All that failed for something that may be over by now. */
  retryFailed(): void {
    for (const upload of this.#uploads.values()) if (worthRetrying(upload)) this.retry(upload.key);
  }

  /** Stops one that is under way, forgets one that has ended. Resolves once the server keeps no part of it. */
  async drop(key: string): Promise<void> {
    const pendingId = this.#uploads.get(key)?.pendingId;
    this.#uploads.delete(key);
    this.#running.get(key)?.abort();
    this.#memory.forget([key]);
    this.#emit();
    // It may have been the one that held the others.
    this.#next();
    await this.#discardParts(pendingId);
  }

  /** Forgets what has ended, well or badly. */
  clear(): void {
    const ended = [...this.#uploads.values()].filter(
      ({ state }) => !['waiting', 'sending', 'paused'].includes(state),
    );
    for (const { key } of ended) this.#uploads.delete(key);
    this.#memory.forget(ended.map(({ key }) => key));
    this.#emit();
  }

  /** Stops all of it, to go on after a reload or `start`. */
  stop(): void {
    this.#stopped = true;
    for (const control of this.#running.values()) control.abort();
    this.#pauses.stop();
    for (const { key, state } of this.#uploads.values())
      if (state === 'sending' || state === 'paused') this.#change(key, { state: 'waiting' });
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Goes on after `stop`. */
  start(): void {
    this.#stopped = false;
    this.#emit();
    this.#next();
  }

  /** A file that a reload took and that is chosen again is one file. */
  #replaceLost(fresh: readonly Upload[]): void {
    const names = new Set(fresh.map(({ name, bytes }) => `${bytes} ${name}`));
    const lost = [...this.#uploads.values()].filter(
      ({ file, name, bytes }) => !file && names.has(`${bytes} ${name}`),
    );
    for (const { key } of lost) this.#uploads.delete(key);
    if (lost.length > 0) this.#memory.forget(lost.map(({ key }) => key));
  }

  #put(uploads: readonly Upload[]): void {
    for (const upload of uploads) this.#uploads.set(upload.key, upload);
    this.#emit();
  }

  #change(key: string, next: Partial<Upload>): void {
    const known = this.#uploads.get(key);
    if (known) this.#uploads.set(key, { ...known, ...next });
    this.#emit();
  }

  /** What was paused waits for its turn again, in its place. */
  #resume(): void {
    for (const upload of this.#uploads.values())
      if (upload.state === 'paused' && !isSignedOut(upload))
        this.#change(upload.key, { state: 'waiting' });
    this.#next();
  }

  #next(): void {
    if (this.#stopped || this.#pauses.holds()) return;
    // Each would be refused as that one was.
    if ([...this.#uploads.values()].some(isSignedOut)) return;
    for (const upload of this.#uploads.values()) {
      if (this.#running.size >= PARALLEL) return;
      const { key, file, folderId, state } = upload;
      if (state === 'waiting' && file && !this.#running.has(key))
        void this.#run(key, file, folderId);
    }
  }

  async #run(key: string, file: File, folderId: string | undefined): Promise<void> {
    const control = new AbortController();
    this.#running.set(key, control);
    this.#change(key, { state: 'sending', error: undefined });
    try {
      const result = await this.#send(this.#slug, file, {
        folderId,
        signal: control.signal,
        onProgress: (share) => this.#change(key, { share }),
        onBegun: (pendingId) => {
          if (this.#uploads.has(key)) this.#change(key, { pendingId });
          else void this.#discardParts(pendingId);
        },
      });
      const documentId = result.document.id;
      this.#change(key, { state: stateOf(result), share: 1, documentId, pendingId: undefined });
      this.#memory.forget([key]);
      this.#pauses.went(key);
      this.#onSent();
    } catch (error) {
      if (!control.signal.aborted) this.#failed(key, error);
    } finally {
      this.#running.delete(key);
      this.#next();
    }
  }

  /** The parts of a file that was dropped, unless the same file is in the queue once more. */
  async #discardParts(pendingId: string | undefined): Promise<void> {
    const shared = [...this.#uploads.values()].some((each) => each.pendingId === pendingId);
    if (pendingId !== undefined && !shared) await this.#discard(this.#slug, pendingId);
  }

  #failed(key: string, error: unknown): void {
    const body = error instanceof RefusedError ? error.body : undefined;
    const held = body?.code === 'unauthenticated';
    if (body && (held || (passes(body) && this.#pauses.take(key, body)))) {
      this.#change(key, { state: 'paused', error: body });
      return;
    }
    this.#memory.forget([key]);
    this.#change(key, { state: 'failed', error: body });
  }

  #emit(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#snapshot = [...this.#uploads.values()];
      for (const listener of this.#listeners) listener();
    }, EMIT_MS);
  }
}
