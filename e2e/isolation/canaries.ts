import { randomBytes, randomInt } from 'node:crypto';

/** A secret that exists in one place only; whoever else receives it shows a leak. */
export interface Canary {
  /** Who may see it: a tenant, or a narrower circle within it. */
  circle: string;
  /** Where it was planted, for instance `document text`. */
  place: string;
  value: string;
}

/** 128 random bits of letters and digits, so that no tokenizer, URL or file name changes it. */
const canaryWord = () => `cnry${randomBytes(16).toString('hex')}`;

export class CanaryBook {
  readonly planted: Canary[] = [];

  /** A word of its own for this place. */
  plant(circle: string, place: string): string {
    const value = canaryWord();
    this.planted.push({ circle, place, value });
    return value;
  }

  /** A nine-digit number that only this circle's documents state: found after any paraphrase. */
  plantNumber(circle: string, place: string): string {
    const value = String(randomInt(100_000_000, 999_999_999));
    this.planted.push({ circle, place, value });
    return value;
  }

  /** The planted values that the bytes hold, raw or decoded, outside the circles that may see them. */
  find(received: string, allowed: ReadonlySet<string>): Canary[] {
    const forms = [...decodings(received)];
    return this.planted.filter(
      (canary) => !allowed.has(canary.circle) && forms.some((form) => form.includes(canary.value)),
    );
  }
}

/** The text itself and what an attacker could decode it to. */
function* decodings(text: string): Generator<string> {
  const plain = text.normalize('NFKC').toLowerCase();
  yield plain;
  yield plain.replace(/\\u([0-9a-f]{4})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  yield plain.replace(/[^a-z0-9]/g, '');
  yield streamedText(text).toLowerCase();
  if (plain.includes('%')) yield decodePercent(plain);
  for (const [run] of text.matchAll(/[A-Za-z0-9+/_-]{24,}={0,2}/g))
    yield Buffer.from(run, 'base64').toString('latin1').toLowerCase();
  for (const [run] of text.matchAll(/(?:[0-9a-fA-F]{2}){16,}/g))
    yield Buffer.from(run, 'hex').toString('latin1').toLowerCase();
}

/** The text of a server-sent stream, joined over its frames. */
function streamedText(body: string): string {
  return [...body.matchAll(/^data: (.*)$/gm)]
    .map(([, data]) => {
      try {
        const event = JSON.parse(data ?? '') as { text?: unknown };
        return typeof event.text === 'string' ? event.text : '';
      } catch {
        return '';
      }
    })
    .join('');
}

function decodePercent(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/g, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}
