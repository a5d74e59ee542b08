import { Agent, type RequestOptions, request } from 'node:http';

/** Times requests over one connection that stays open, as an attacker would for the least noise. */
export class Stopwatch {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #origin: string;

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Milliseconds from the request's first byte to the answer's last. */
  time(path: string, options: RequestOptions, body?: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const asked = request(`${this.#origin}${path}`, { ...options, agent: this.#agent });
      asked.once('error', reject);
      asked.once('response', (response) => {
        response.resume();
        response.once('end', () => resolve(performance.now() - started));
        response.once('error', reject);
      });
      const started = performance.now();
      asked.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
