import { randomBytes, randomInt } from 'node:crypto';
import { decodings } from './decodings';

/** A secret that exists in one place only; whoever else receives it shows a leak. */
export interface Canary {
  /** Who may see it: a tenant, or a narrower circle within it. */
  circle: string;
  /** Where it was planted, for instance `document text`. */
  place: string;
  /** In lower case, as the scanner compares. */
  value: string;
}

/** 128 random bits of letters and digits, so that no tokenizer, URL or file name changes it. */
const canaryWord = () => `cnry${randomBytes(16).toString('hex')}`;

const SYLLABLES = ['zor', 'vek', 'quil', 'mab', 'thun', 'yis', 'dro', 'plax', 'gnu', 'fej', 'wub'];

export class CanaryBook {
  readonly planted: Canary[] = [];

  /** A word of its own for this place. */
  plant(circle: string, place: string): string {
    return this.#keep(circle, place, canaryWord());
  }

  /** A nine-digit number that only this circle's documents state: found after any paraphrase. */
  plantNumber(circle: string, place: string): string {
    return this.#keep(circle, place, String(randomInt(100_000_000, 999_999_999)));
  }

  /** An invented family name that only this circle's documents state. */
  plantName(circle: string, place: string): string {
    const parts = Array.from({ length: 6 }, () => SYLLABLES[randomInt(SYLLABLES.length)] ?? 'zor');
    const name = parts.join('');
    return this.#keep(circle, place, `${name.charAt(0).toUpperCase()}${name.slice(1)}`);
  }

  /** The planted values that the bytes hold, raw or decoded, outside the circles that may see them. */
  find(received: string, allowed: ReadonlySet<string>): Canary[] {
    const secret = this.planted.filter((canary) => !allowed.has(canary.circle));
    if (secret.length === 0) return [];
    const forms = decodings(received);
    return secret.filter((canary) => forms.includes(canary.value));
  }

  #keep(circle: string, place: string, value: string): string {
    this.planted.push({ circle, place, value: value.toLowerCase() });
    return value;
  }
}
