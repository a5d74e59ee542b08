import { type LimitsClient, unavailable } from './limits-session';
import type { RedisClient } from './redis-client';

/** One process' line to Redis, which can be cut before what is asked arrives, or before the answer does. */
export class Line implements LimitsClient {
  readonly #client: RedisClient;
  readonly #listeners = new Set<() => void>();
  #cut: 'whole' | 'before' | 'after' = 'whole';
  /** Scripts that Redis carried out, heard of here or not. */
  carriedOut = 0;

  constructor(client: RedisClient) {
    this.#client = client;
  }

  get ready(): boolean {
    return this.#cut === 'whole';
  }

  async runScript(...what: Parameters<RedisClient['runScript']>): Promise<unknown> {
    if (this.#cut === 'before') throw unavailable();
    const answer = await this.#client.runScript(...what);
    this.carriedOut++;
    if (this.#cut === 'after') throw unavailable();
    return answer;
  }

  onReady(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  cut(how: 'before' | 'after'): void {
    this.#cut = how;
  }

  heal(): void {
    this.#cut = 'whole';
    for (const listener of this.#listeners) listener();
  }
}
