import { newId } from '@/lib/ids';
import type { Case, Family, Scene } from '../case';
import { comparable, firstDifference } from '../same-answer/comparable';
import { fillPath } from '../targets';

/** Headers by which a framework's own hops were forged, CVE-2025-29927 first. */
const HEADERS: Record<string, Record<string, string>> = {
  'a subrequest of the middleware': {
    'x-middleware-subrequest': 'middleware:middleware:middleware:middleware:middleware',
  },
  'a subrequest from a source folder': {
    'x-middleware-subrequest':
      'src/middleware:src/middleware:src/middleware:src/middleware:src/middleware',
  },
  'a subrequest of the proxy': { 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy' },
  'a middleware that rewrote': {
    'x-middleware-rewrite': '/console',
    'x-middleware-next': '1',
    'x-middleware-override-headers': 'cookie',
    'x-middleware-request-cookie': 'tenantry.session=x',
    'x-middleware-set-cookie': 'tenantry.session=x',
  },
  'a matched path': {
    'x-matched-path': '/console',
    'x-invoke-path': '/console',
    'x-invoke-query': '%7B%7D',
    'x-invoke-status': '200',
    'x-now-route-matches': '1=console',
  },
  'a prefetch and a preview': {
    'x-middleware-prefetch': '1',
    purpose: 'prefetch',
    'x-nextjs-data': '1',
    'x-prerender-revalidate': 'x',
    'x-prerender-bypass': 'x',
    cookie: '__prerender_bypass=x; __next_preview_data=x',
  },
};

/** Authorization that stands in front of the handlers could be walked around; here each handler asks. */
export const bypass: Family = (scene) =>
  [...scene.manifest.routes, ...scene.manifest.pages]
    .filter(({ pattern }) => !pattern.includes('[...'))
    .map(
      (item): Case => ({
        id: `forged framework headers at ${item.id}`,
        family: 'known incidents',
        covers: [item.id],
        attack: () => forged(scene, item.pattern, 'method' in item ? String(item.method) : 'GET'),
      }),
    );

async function forged({ world, book }: Scene, pattern: string, method: string): Promise<string[]> {
  const { victim, attackers } = world;
  const anonymous = attackers.find((each) => each.name === 'anonymous') ?? world.attacker.visitor;
  const kind = pattern.includes('/c/') ? 'conversation' : 'document';
  const target = { name: kind, slug: victim.slug, id: victim.ids.get(kind)?.[0] ?? newId() };
  const path = fillPath(pattern, target);
  const plain = await anonymous.request(path, { method });
  const problems = await Promise.all(
    Object.entries(HEADERS).map(async ([name, headers]) => {
      const received = await anonymous.request(path, { method, headers });
      const found = book.find(received.text, anonymous.allowed);
      // A prefetch may be answered with less than the page, never with more.
      const letIn = received.status < 300 && plain.status >= 300 && !isEmpty(received.body);
      return [
        ...found.map(({ place, circle }) => `${name}: ${place} of ${circle} surfaced`),
        ...(letIn ? [`${name}: status ${received.status} instead of ${plain.status}`] : []),
        ...(received.status >= 500 ? [`${name}: status ${received.status}`] : []),
      ];
    }),
  );
  const before = comparable(plain, []);
  const after = comparable(await anonymous.request(path, { method }), []);
  const changed =
    after === before
      ? []
      : [`the next request is answered otherwise: ${firstDifference(before, after)}`];
  return [...problems.flat(), ...changed];
}

function isEmpty(body: string): boolean {
  return body === '' || body === '{}';
}
