import type { Back, Named } from './late-returns';
import type { Subject } from './limiter';

interface Waiting {
  resolve: (numbers: Float64Array) => void;
  reject: (error: unknown) => void;
}

/** Operations that one call of a script carries out, packed as doubles. */
export class ScriptBatch {
  readonly #keys = new Map<string, number>();
  readonly #tenants: string[] = [];
  readonly #numbers: number[] = [];
  readonly #waiting: Waiting[] = [];
  /** What is missing from the counts when the call is lost. */
  readonly owed: { subject: Named; back: Back }[] = [];
  /** Names that are renewed when it is answered. */
  readonly renewed: string[] = [];
  /** Names whose share is given back. */
  readonly yielded: string[] = [];
  readonly #shared = new Map<string, { at: number; places: number; answer: unknown }>();

  get empty(): boolean {
    return this.#numbers.length === 0;
  }

  /** In numbers. */
  get size(): number {
    return this.#numbers.length;
  }

  /** Index of the subject's key among those of the call, from 1. */
  key({ name, tenantId }: Pick<Subject, 'name' | 'tenantId'>): number {
    const known = this.#keys.get(name);
    if (known) return known;
    this.#keys.set(name, this.#keys.size + 1);
    this.#tenants.push(tenantId.replaceAll('-', ''));
    return this.#keys.size;
  }

  tell(numbers: readonly number[]): void {
    for (const each of numbers) this.#numbers.push(each);
  }

  /**
   * One operation for all that ask for the same: `count` is where its numbers say for how many. Each gets the same reply and
   * its own place among them, from 0.
   */
  share<T>(
    name: string,
    count: number,
    ask: () => { numbers: number[]; use: (reply: Promise<Float64Array>) => Promise<T> },
  ): { place: number; answer: Promise<T> } {
    const known = this.#shared.get(name);
    if (known) {
      this.#numbers[known.at] = (this.#numbers[known.at] ?? 0) + 1;
      return { place: known.places++, answer: known.answer as Promise<T> };
    }
    const { numbers, use } = ask();
    const at = this.#numbers.length + count;
    const answer = use(this.ask(numbers));
    this.#shared.set(name, { at, places: 1, answer });
    return { place: 0, answer };
  }

  ask(numbers: readonly number[]): Promise<Float64Array> {
    this.tell(numbers);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  packed(head: readonly number[]): { names: string[]; operations: Buffer; tenants: Buffer } {
    const operations = Float64Array.from([...head, ...this.#numbers]);
    return {
      names: [...this.#keys.keys()],
      operations: Buffer.from(operations.buffer),
      tenants: Buffer.from(this.#tenants.join(''), 'hex'),
    };
  }

  /** Hands each who asked its `size` numbers of the reply. */
  answer(reply: Buffer, size: number): void {
    const numbers = new Float64Array(reply.length / 8);
    Buffer.from(numbers.buffer).set(reply);
    this.#waiting.forEach(({ resolve }, index) => {
      resolve(numbers.subarray(index * size, (index + 1) * size));
    });
  }

  fail(error: unknown): void {
    for (const { reject } of this.#waiting) reject(error);
  }
}
