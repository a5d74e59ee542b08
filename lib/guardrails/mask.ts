import type { Rules } from './schema';

/*
 * By shape and without check digits: a mistyped number is somebody's all the same. Every quantifier is bounded, so that no
 * text takes longer than its length times a constant.
 */
const SHAPES = {
  email: /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,5}/gu,
  iban: /\b[A-Z]{2}\d{2}(?: ?[A-Z\d]){11,30}\b|\b[A-Za-z]{2}\d{2}[A-Za-z\d]{11,30}\b/g,
  card: /(?<![\d])\d(?:[ -]?\d){12,18}(?!\d)/g,
  phone:
    /(?<!\d)(?!\d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?!\d))(?:\+|00)\d(?:[ ()./-]{0,2}\d){6,14}(?!\d)|(?<!\d)(?!\d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?!\d))0\d(?:[ ()./-]{0,2}\d){6,12}(?!\d)|\(?(?<!\d)\d{3}\)?[ .-]{1,2}\d{3}[ .-]\d{4}(?!\d)/g,
} as const;

const PLACEHOLDER = /\[(?:EMAIL|IBAN|CARD|PHONE|OWN)_\d{1,6}\]/g;

/**
 * Takes personal data out of what a model gets, and puts it back into what the model says. One of a kind for each answer:
 * the same value is the same placeholder in all of a prompt, and none outlives it.
 */
export class Mask {
  readonly #shapes: [string, RegExp][];
  readonly #placeholders = new Map<string, string>();
  readonly #values = new Map<string, string>();

  constructor({ mask }: Rules) {
    // Own patterns first: what an administrator named is that, whatever else it looks like.
    this.#shapes = mask.patterns.map((pattern) => ['OWN', compiled(pattern)]);
    for (const kind of ['email', 'iban', 'phone', 'card'] as const)
      if (mask[kind]) this.#shapes.push([kind.toUpperCase(), SHAPES[kind]]);
  }

  get active(): boolean {
    return this.#shapes.length > 0;
  }

  /** The text with placeholders for what the rules name. */
  readonly hide = (text: string): string =>
    this.#shapes.reduce(
      (rest, [kind, shape]) => rest.replace(shape, (value) => this.#placeholder(kind, value)),
      text,
    );

  /** The text with what the placeholders stand for; one that was never given stays. */
  restore(text: string): string {
    return text.replace(PLACEHOLDER, (placeholder) => this.#values.get(placeholder) ?? placeholder);
  }

  #placeholder(kind: string, value: string): string {
    const known = this.#placeholders.get(value);
    if (known) return known;
    const placeholder = `[${kind}_${this.#values.size + 1}]`;
    this.#placeholders.set(value, placeholder);
    this.#values.set(placeholder, value);
    return placeholder;
  }
}

/** A fixed sequence of single characters: nothing in it repeats, so nothing can run away. */
function compiled(pattern: string): RegExp {
  const classes = new Map([
    ['#', '\\p{Nd}'],
    ['@', '\\p{L}'],
    ['*', '[\\p{L}\\p{Nd}]'],
  ]);
  const body = [...pattern].map(
    (character) =>
      classes.get(character) ??
      (/[\p{L}\p{N} ]/u.test(character)
        ? character
        : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`),
  );
  return new RegExp(`(?<![\\p{L}\\p{Nd}])${body.join('')}(?![\\p{L}\\p{Nd}])`, 'giu');
}
