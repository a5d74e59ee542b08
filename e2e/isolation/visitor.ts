import { encode } from 'next-auth/jwt';
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
  readonly #origin: string;
  readonly #cookie: string;

  private constructor(name: string, allowed: string[], origin: string, cookie: string) {
    this.name = name;
    this.allowed = new Set(allowed);
    this.#origin = origin;
    this.#cookie = cookie;
  }

  /** `session`: a session token; undefined: not signed in. */
  static async create(
    name: string,
    allowed: string[],
    origin: string,
    session: string | undefined,
  ): Promise<Visitor> {
    const value =
      session &&
      (await encode({ token: { sid: session }, secret: secrets().nextauthSecret, maxAge: 3_600 }));
    return new Visitor(name, allowed, origin, value ? `tenantry.session=${value}` : '');
  }

  async request(path: string, ask: Ask = {}): Promise<Received> {
    const response = await fetch(`${this.#origin}${path}`, {
      method: ask.method ?? 'GET',
      headers: {
        cookie: this.#cookie,
        origin: this.#origin,
        'sec-fetch-site': 'same-origin',
        ...ask.headers,
      },
      body: ask.body,
      redirect: 'manual',
    });
    const body = await response.text();
    const headers = [...response.headers].map(([key, value]) => `${key}: ${value}`).join('\n');
    return {
      status: response.status,
      body,
      headers: response.headers,
      text: `${response.status}\n${headers}\n\n${body}`,
    };
  }
}

/** What must be the same for a foreign and an absent object: everything but the date, ids of the request and nonces. */
export function comparable(received: Received, names: string[]): string {
  let text = received.text
    .replace(
      /^(date|x-request-id|content-security-policy|etag|server-timing|x-nextjs-[a-z-]+): .*$/gm,
      '$1',
    )
    .replace(/"requestId":"[^"]*"/g, '"requestId"')
    .replace(/nonce[\\]*"?[=:][\\]*"[^"\\]*[\\]*"/g, 'nonce');
  for (const name of names)
    text = text.replaceAll(name, '<name>').replaceAll(encodeURIComponent(name), '<name>');
  return text;
}
