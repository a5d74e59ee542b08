import { encode } from 'next-auth/jwt';
import { pdfWords } from '@/e2e/support/pdf-words';
import { createSession } from '@/lib/identity/sessions';
import { secrets } from '@/lib/secrets';

/** What came back, as an attacker would read it. */
export interface Received {
  status: number;
  /** Status, headers and body: all that is scanned. */
  text: string;
  body: string;
  /** Of a PDF, whose text is compressed. */
  words?: string;
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
  #key: string | undefined;

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

  /** A program with a key of a workspace, and no browser. */
  static withKey(name: string, allowed: readonly string[], origin: string, key: string): Visitor {
    const visitor = new Visitor(name, allowed, origin, undefined, '');
    visitor.#key = key;
    return visitor;
  }

  /** The same person with a session of its own, since some attacks end the one they come with. */
  again(): Promise<Visitor> {
    return Visitor.create(this.name, [...this.allowed], this.origin, this.#userId);
  }

  /** What a browser or program of theirs would send along, with the given headers instead of its own. */
  headers(given: Record<string, string> = {}): Record<string, string> {
    if (this.#key !== undefined) return { authorization: `Bearer ${this.#key}`, ...given };
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
    const bytes = await response.arrayBuffer();
    const body = new TextDecoder().decode(bytes);
    const isPdf = response.headers.get('content-type') === 'application/pdf';
    const words = isPdf ? await pdfWords(bytes) : undefined;
    const headers = [...response.headers].map(([key, value]) => `${key}: ${value}`).join('\n');
    return {
      status: response.status,
      body,
      ...(words === undefined ? {} : { words }),
      headers: response.headers,
      text: `${response.status}\n${headers}\n\n${body}${words ? `\n\n${words}` : ''}`,
    };
  }

  async #send(path: string, ask: Ask): Promise<Response> {
    const { method = 'GET' } = ask;
    const send = () =>
      fetch(new URL(path, this.origin), {
        method,
        headers: this.headers(ask.headers),
        body: ask.body,
        redirect: 'manual',
      });
    try {
      return await send();
    } catch (error) {
      // The server closed a connection that was idle while it was taken again: as a browser does, once more.
      if (method === 'GET' && wasClosed(error)) return send();
      throw error;
    }
  }
}

function wasClosed(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause as { code?: string } | undefined) : undefined;
  return cause?.code === 'UND_ERR_SOCKET' || cause?.code === 'ECONNRESET';
}

async function sessionCookie(userId: string): Promise<string> {
  return cookieOf(await createSession(userId));
}

async function cookieOf(sid: string): Promise<string> {
  return `tenantry.session=${await encode({ token: { sid }, secret: secrets().nextauthSecret, maxAge: 3_600 })}`;
}
