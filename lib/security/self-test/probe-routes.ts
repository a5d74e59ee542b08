import { encode } from 'next-auth/jwt';
import { env } from '@/lib/env';
import { COOKIE_NAME, cookieSecret } from '@/lib/identity/session-cookie';
import type { ProbedPath } from '../schema';
import type { Canary } from './canaries';

/** Places that take a tenant and an id; the second column is whether the victim's owner finds the word there. */
const ROUTES: [pattern: string, shows: boolean][] = [
  ['/api/t/[tenant]/documents', true],
  ['/api/t/[tenant]/documents/[document]', true],
  ['/api/t/[tenant]/documents/[document]/text', true],
  ['/api/t/[tenant]/documents/[document]/original', true],
  ['/t/[tenant]', true],
  ['/t/[tenant]/c/[conversation]', true],
  ['/t/[tenant]/documents', false],
  ['/t/[tenant]/documents/[document]', true],
  ['/t/[tenant]/people', false],
  ['/t/[tenant]/usage', false],
  ['/t/[tenant]/audit', true],
];

const CONCURRENCY = 4;

/**
 * The running installation's own routes over HTTP: as the attacker, with the victim's ids in the
 * attacker's workspace and in the victim's; as the victim, to see that there is something to see.
 */
export async function probeRoutes(attacker: Canary, victim: Canary): Promise<ProbedPath[]> {
  const [theirs, own] = [await cookieOf(attacker), await cookieOf(victim)];
  const left = [...ROUTES];
  const paths: ProbedPath[] = [];
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [pattern, shows] = next;
      const at = (slug: string) =>
        pattern
          .replace('[tenant]', slug)
          .replace('[document]', victim.documentId)
          .replace('[conversation]', victim.conversationId);
      const answers = await Promise.all([
        get(at(attacker.slug), theirs),
        get(at(victim.slug), theirs),
      ]);
      const leaked = answers.some(({ body }) => body.includes(victim.word));
      const entered = answers[1].status === 200;
      const owners = await get(at(victim.slug), own);
      const control = owners.status === 200 && (!shows || owners.body.includes(victim.word));
      const path: ProbedPath = {
        kind: 'route',
        path: pattern,
        locks: { all: leaked || entered ? 'failed' : control ? 'held' : 'empty' },
      };
      if (leaked) path.problem = 'The other canary’s word was in the answer.';
      else if (entered) path.problem = 'The other canary’s workspace was entered.';
      paths.push(path);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return paths.sort((a, b) => a.path.localeCompare(b.path));
}

async function cookieOf({ session }: Canary): Promise<string> {
  const value = await encode({ token: { sid: session }, secret: cookieSecret(), maxAge: 600 });
  return `${COOKIE_NAME}=${value}`;
}

async function get(path: string, cookie: string): Promise<{ status: number; body: string }> {
  const response = await fetch(`http://127.0.0.1:${env.PORT}${path}`, {
    headers: { cookie },
    redirect: 'manual',
    cache: 'no-store',
    signal: AbortSignal.timeout(30_000),
  });
  return { status: response.status, body: await response.text() };
}
