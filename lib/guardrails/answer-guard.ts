import { withAllowedLinks } from './allowed-links';
import { Mask } from './mask';
import type { Rules } from './schema';

/** Longest word that is waited for; of a longer one, what ends where no address can go on. */
const LONGEST = 2_000;
/** Letters of writing without spaces: behind one of them an address has another host than before it, or has named it. */
const UNSPACED =
  /(?=\p{Lo})[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** What the rules do to one answer: to its prompt before a model has it, and to its text before anybody sees it. */
export class AnswerGuard {
  readonly #mask: Mask;
  readonly #hosts: readonly string[] | null;
  #pending = '';
  /** What is shown once the answer rests on a source; undefined: whatever comes. */
  #held: string | undefined;
  /** What was held back, and is shown with the next words. */
  #free = '';

  constructor(rules: Rules) {
    this.#mask = new Mask(rules);
    this.#hosts = rules.linkHosts;
    this.#held = rules.sourcesOnly ? '' : undefined;
  }

  /** For everything that goes into a prompt. */
  get hide(): (text: string) => string {
    return this.#mask.hide;
  }

  /** What a tool is called with: the workspace's own tools get what was kept from the model. */
  reveal(value: unknown): unknown {
    if (typeof value === 'string') return this.#mask.restore(value);
    if (Array.isArray(value)) return value.map((each) => this.reveal(each));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [name, this.reveal(each)]),
    );
  }

  /** What of the text so far can be shown: up to its last whole word, since addresses and placeholders come in pieces. */
  push(text: string): string {
    if (!this.#mask.active && this.#hosts === null) return this.#grounded(text);
    const long = this.#pending.length + text.length > LONGEST;
    const end = long && this.#hosts === null ? text.length : wholeIn(text, long);
    const whole = end > 0 ? this.#pending + text.slice(0, end) : '';
    this.#pending = (end > 0 ? '' : this.#pending) + text.slice(end);
    return this.#shown(whole);
  }

  /** The rest, once nothing follows it. */
  flush(): string {
    const rest = this.#pending;
    this.#pending = '';
    return this.#shown(rest);
  }

  /** Something is cited, or a tool returned something: nothing is held back any more. */
  rest(): void {
    this.#free += this.#held ?? '';
    this.#held = undefined;
  }

  /** What was held back is of an answer that is not gone on with. */
  forget(): void {
    if (this.#held !== undefined) this.#held = '';
  }

  /** Between two calls of a model for one answer: the rest, and a new paragraph behind the `said` so far. */
  step(said: string): string {
    const rest = this.flush();
    const before = (this.#held ?? '') + said + rest;
    return rest + (before === '' || before.endsWith('\n') ? '' : this.#grounded('\n\n'));
  }

  #shown(text: string): string {
    // Links first: what was masked is the workspace's own.
    return this.#grounded(
      this.#mask.restore(this.#hosts ? withAllowedLinks(text, this.#hosts) : text),
    );
  }

  #grounded(text: string): string {
    if (this.#held !== undefined) {
      this.#held += text;
      return '';
    }
    const shown = this.#free + text;
    this.#free = '';
    return shown;
  }
}

/** How much of a piece ends with a whole word; of a long word, with a letter of writing without spaces. */
function wholeIn(text: string, long: boolean): number {
  for (let at = text.length; at > 0; at -= 1) {
    const before = text.charAt(at - 1);
    if (/\s/.test(before) || (long && UNSPACED.test(before))) return at;
  }
  return 0;
}
