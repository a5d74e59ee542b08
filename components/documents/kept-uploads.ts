import { discardUpload, uploadFile } from './upload-file';
import { uploadMemory } from './upload-memory';
import { UploadQueue } from './upload-queue';

type Memory = ReturnType<typeof uploadMemory>;

/**
 * The uploads of a person in a workspace, as long as it is open in this tab: what was begun on one page goes on while another
 * one is read, and the page that comes back finds the same queue.
 */
export class KeptUploads {
  readonly queue: UploadQueue;
  readonly #slug: string;
  readonly #memory: Memory;
  #onSent: (() => void) | undefined;
  /** A file arrived while no page listened. */
  #missed = false;
  /** Ends a run; undefined while there is none. */
  #end: (() => void) | undefined;

  constructor(
    slug: string,
    personId: string,
    given: { send: typeof uploadFile; discard: typeof discardUpload; memory: Memory } = {
      send: uploadFile,
      discard: discardUpload,
      memory: uploadMemory(`${slug} ${personId}`),
    },
  ) {
    this.#slug = slug;
    this.#memory = given.memory;
    this.queue = new UploadQueue(slug, { ...given, onSent: () => this.#told() });
  }

  /** Calls `onSent` after each file that arrived, once for those that arrived before. Returns how to end it. */
  listen(onSent: () => void): () => void {
    this.#onSent = onSent;
    if (this.#missed) this.#told();
    return () => {
      if (this.#onSent === onSent) this.#onSent = undefined;
    };
  }

  /** Goes on with what was begun, in this tab or before a reload. Nothing happens when it does already. */
  start(): void {
    if (this.#end) return;
    const run = new AbortController();
    // One tab at a time goes on with what was kept, as long as it is open.
    const whileOpen = new Promise<void>((resolve) => {
      run.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    this.#end = () => run.abort();
    this.queue.start();
    if (globalThis.navigator?.locks)
      void navigator.locks.request(`uploads ${this.#slug}`, { ifAvailable: true }, async (lock) => {
        if (!lock || run.signal.aborted) return;
        await this.#restore(run.signal);
        await whileOpen;
      });
    else void this.#restore(run.signal);
  }

  stop(): void {
    this.#end?.();
    this.#end = undefined;
    this.queue.stop();
  }

  async #restore(signal: AbortSignal): Promise<void> {
    const uploads = await this.#memory.load();
    if (!signal.aborted) this.queue.restore(uploads);
  }

  #told(): void {
    this.#missed = this.#onSent === undefined;
    this.#onSent?.();
  }
}
