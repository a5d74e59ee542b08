import type { Back, Named } from './late-returns';
import type { AdmissionLimits } from './limiter';
import { limitNumbers } from './limits-reply';

/** What the script answered to one operation. */
export interface Answer {
  numbers: Float64Array;
  /** Redis' time. */
  at: number;
  /** For which what was taken ahead may be used. */
  lastsMs: number;
}

interface Waiting {
  /** Numbers of the reply. */
  size: number;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
}

/** Operations that one call of a script carries out, packed as doubles. */
export class ScriptBatch {
  readonly #keys = new Map<string, number>();
  readonly #subjects: Named[] = [];
  readonly #limits = new Map<string, number>();
  readonly #limitNumbers: number[] = [];
  #last: { limits?: AdmissionLimits; index: number } = { index: 0 };
  readonly #numbers: number[] = [];
  readonly #waiting: Waiting[] = [];
  /** What is missing from the counts when the call is lost. */
  readonly owed: { subject: Named; back: Back }[] = [];
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
  key(subject: Named): number {
    const known = this.#keys.get(subject.name);
    if (known) return known;
    this.#subjects.push(subject);
    this.#keys.set(subject.name, this.#subjects.length);
    return this.#subjects.length;
  }

  subject(key: number): Named | undefined {
    return this.#subjects[key - 1];
  }

  /** Index of a set of limits among those of the call. */
  limits(limits: AdmissionLimits): number {
    if (limits === this.#last.limits) return this.#last.index;
    const index = this.#indexOf(limits);
    this.#last = { limits, index };
    return index;
  }

  #indexOf(limits: AdmissionLimits): number {
    const numbers = limitNumbers(limits);
    const name = numbers.join();
    const known = this.#limits.get(name);
    if (known !== undefined) return known;
    const index = this.#limits.size;
    this.#limits.set(name, index);
    this.#limitNumbers.push(...numbers);
    return index;
  }

  tell(numbers: readonly number[]): void {
    for (const each of numbers) this.#numbers.push(each);
  }

  /** One more for whom an operation asks as well: it has the same answer, and its own place among them, from 0. */
  join<T>(name: string): { place: number; answer: Promise<T> } | undefined {
    const known = this.#shared.get(name);
    if (!known) return undefined;
    this.#numbers[known.at] = (this.#numbers[known.at] ?? 0) + 1;
    return { place: known.places++, answer: known.answer as Promise<T> };
  }

  /** Lets others join the operation that was asked last: `back` from its end a number says for how many it asks. */
  share(name: string, back: number, answer: Promise<unknown>): void {
    this.#shared.set(name, { at: this.#numbers.length - back, places: 1, answer });
  }

  /** `size` numbers of the reply are the answer. */
  ask(numbers: readonly number[], size: number): Promise<Answer> {
    this.tell(numbers);
    return new Promise((resolve, reject) => this.#waiting.push({ size, resolve, reject }));
  }

  packed(head: readonly number[]): { names: string[]; operations: Buffer; tenants: Buffer } {
    const parts = [head, [this.#limits.size], this.#limitNumbers, this.#numbers];
    const operations = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts) {
      operations.set(part, at);
      at += part.length;
    }
    const tenants = this.#subjects.map(({ tenantId }) => tenantId.replaceAll('-', ''));
    return {
      names: [...this.#keys.keys()],
      operations: Buffer.from(operations.buffer),
      tenants: Buffer.from(tenants.join(''), 'hex'),
    };
  }

  /** Hands each who asked its numbers of the reply. */
  answer(reply: Buffer, { at: time, lastsMs }: Pick<Answer, 'at' | 'lastsMs'>): void {
    const numbers = doubles(reply);
    let at = 0;
    for (const { size, resolve } of this.#waiting) {
      resolve({ numbers: numbers.subarray(at, at + size), at: time, lastsMs });
      at += size;
    }
  }

  fail(error: unknown): void {
    for (const { reject } of this.#waiting) reject(error);
  }
}

export function doubles(packed: Buffer): Float64Array {
  const numbers = new Float64Array(packed.length / 8);
  Buffer.from(numbers.buffer).set(packed);
  return numbers;
}
