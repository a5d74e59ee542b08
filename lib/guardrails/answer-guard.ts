import { withAllowedLinks } from './allowed-links';
import { Mask } from './mask';
import type { Rules } from './schema';

/** Longest word that is waited for; a longer one is looked at in pieces. */
const LONGEST = 2_000;

/** What the rules do to one answer: to its prompt before a model has it, and to its text before anybody sees it. */
export class AnswerGuard {
  readonly #mask: Mask;
  readonly #hosts: readonly string[] | null;
  #pending = '';

  constructor(rules: Rules) {
    this.#mask = new Mask(rules);
    this.#hosts = rules.linkHosts;
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
    if (!this.#mask.active && this.#hosts === null) return text;
    this.#pending += text;
    if (this.#pending.length > LONGEST) return this.flush();
    const end = this.#pending.search(/\S*$/);
    const whole = this.#pending.slice(0, end);
    this.#pending = this.#pending.slice(end);
    return this.#shown(whole);
  }

  /** The rest, once nothing follows it. */
  flush(): string {
    const rest = this.#pending;
    this.#pending = '';
    return this.#shown(rest);
  }

  #shown(text: string): string {
    // Links first: what was masked is the workspace's own.
    return this.#mask.restore(this.#hosts ? withAllowedLinks(text, this.#hosts) : text);
  }
}
