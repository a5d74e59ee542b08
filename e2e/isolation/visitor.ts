import { encode } from 'next-auth/jwt';
import { createSession } from '@/lib/identity/sessions';
import { secrets } from '@/lib/secrets';

/** What came back, as an attacker would read it. */
export interface Received {
  status: number;
  /** Status, headers and body: all that is scanned. */
  text: string;
  body: string;
  headers: Headers;
}

export interface Ask {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer>;
}

/** Somebody with a session, or nobody, and the circles whose canaries they may see. */
export class Visitor {
  readonly name: string;
  readonly allowed: ReadonlySet<string>;
  readonly origin: string;
  readonly #cookie: string;
  readonly #userId: string | undefined;

  private constructor(
    name: string,
    allowed: readonly string[],
    origin: string,
    userId: string | undefined,
    cookie: string,
  ) {
    this.name = name;
    this.allowed = new Set(allowed);
    this.origin = origin;
    this.#userId = userId;
    this.#cookie = cookie;
  }

  /** `userId` undefined: somebody who is not signed in. */
  static async create(
    name: string,
    allowed: readonly string[],
    origin: string,
    userId: string | undefined,
  ): Promise<Visitor> {
    return new Visitor(
      name,
      allowed,
      origin,
      userId,
      userId === undefined ? '' : await sessionCookie(userId),
    );
  }

  /** Somebody who holds a token of a session, whatever it is worth. */
  static async withToken(
    name: string,
    allowed: readonly string[],
    origin: string,
    token: string,
  ): Promise<Visitor> {
    return new Visitor(name, allowed, origin, undefined, await cookieOf(token));
  }

  /** The same person with a session of its own, since some attacks end the one they come with. */
  again(): Promise<Visitor> {
    return Visitor.create(this.name, [...this.allowed], this.origin, this.#userId);
  }

  /** What a browser of theirs would send along, with the given headers instead of its own. */
  headers(given: Record<string, string> = {}): Record<string, string> {
    return {
      cookie: this.#cookie,
      origin: this.origin,
      'sec-fetch-site': 'same-origin',
      ...given,
    };
  }

  async request(path: string, ask: Ask = {}): Promise<Received> {
    const first = await this.#send(path, ask);
    const next = first.headers.get('location') ?? '';
    // Next wants a page's pieces asked for under a hash of the headers, and tells it.
    const response =
      /[?&]_rsc\b/.test(next) && ask.headers?.rsc ? await this.#send(next, ask) : first;
    const body = await response.text();
    const headers = [...response.headers].map(([key, value]) => `${key}: ${value}`).join('\n');
    return {
      status: response.status,
      body,
      headers: response.headers,
      text: `${response.status}\n${headers}\n\n${body}`,
    };
  }

  #send(path: string, ask: Ask): Promise<Response> {
    return fetch(new URL(path, this.origin), {
      method: ask.method ?? 'GET',
      headers: this.headers(ask.headers),
      body: ask.body,
      redirect: 'manual',
    });
  }
}

async function sessionCookie(userId: string): Promise<string> {
  return cookieOf(await createSession(userId));
}

async function cookieOf(sid: string): Promise<string> {
  return `tenantry.session=${await encode({ token: { sid }, secret: secrets().nextauthSecret, maxAge: 3_600 })}`;
}

/**
 * What must be the same for a foreign and an absent object: everything but the date, the ids of the
 * request and nonces. A 404 carries no id of the request in its body, so there nothing is excused.
 * Pages are streamed in pieces whose order depends on the moment: of them, the words are compared.
 */
export function comparable(received: Received, names: string[]): string {
  let text = received.text
    .replace(
      /^(date|x-request-id|content-security-policy|etag|server-timing|x-nextjs-[a-z-]+): .*$/gm,
      '$1',
    )
    // Of one rendering: Next's name for it, with the kind of a boundary behind it.
    .replace(/(?<![\w-])[\w-]{21}[a-z](?![\w-])/g, '<rendering>')
    .replace(/nonce[\\]*"?[=:][\\]*"[^"\\]*[\\]*"/g, 'nonce');
  if (received.status !== 404) text = text.replace(/"requestId":"[^"]*"/g, '"requestId"');
  for (const name of names) {
    text = text.replaceAll(name, '<name>').replaceAll(encodeURIComponent(name), '<name>');
  }
  const type = received.headers.get('content-type') ?? '';
  return /html|x-component/.test(type) ? `${received.status} ${words(text)}` : text;
}

const SHORTEST_WORD = 4;

function words(text: string): string {
  const found = text.split(/[^\p{L}\p{N}'_-]+/u).filter((word) => word.length >= SHORTEST_WORD);
  return [...new Set(found)].sort().join(' ');
}
