import type { Case, Family, Scene } from '../case';
import { Stopwatch } from '../stopwatch';
import { absent, fillPath, type Target } from '../targets';
import { tellApart } from '../tell-apart';

/** A class of requests whose target is another's or nobody's. */
interface Subject {
  path: string;
  covers: string;
  foreign: Target[];
  nobody: Target[];
  url(target: Target): string;
  method: string;
  body?(target: Target): string;
}

/** Time is no oracle: a foreign object takes as long as an absent one. */
export const timing: Family = (scene) =>
  subjectsOf(scene).map(
    (subject): Case => ({
      id: `time of ${subject.path}`,
      family: 'oracles',
      covers: [subject.covers],
      alone: true,
      attack: () => measure(scene, subject),
    }),
  );

async function measure({ world, timing: measures }: Scene, subject: Subject): Promise<string[]> {
  const { visitor } = world.attacker;
  const watch = new Stopwatch(visitor.origin);
  const once = (target: Target) =>
    watch.time(
      subject.url(target),
      {
        method: subject.method,
        headers: visitor.headers({ 'content-type': 'application/json' }),
      },
      subject.body?.(target),
    );
  try {
    return await tellApart(subject, once, measures);
  } finally {
    watch.close();
  }
}

function subjectsOf({ world, manifest }: Scene): Subject[] {
  const { victim, attacker } = world;
  const read = [
    ...manifest.routes.filter((route) => route.method === 'GET'),
    ...manifest.pages,
  ].filter(({ pattern }) => pattern.includes('[') && !pattern.includes('[...'));
  const inVictim = aims(victim.slug, ['document'], victim.ids);
  const inOwn = (pattern: string) => aims(attacker.slug, [kindOf(pattern)], victim.ids);
  const subjects = read.flatMap(({ id, pattern }): Subject[] => {
    const common = {
      covers: id,
      method: 'GET',
      url: (target: Target) => fillPath(pattern, target),
    };
    const takesId = pattern.replace('[tenant]', '').includes('[');
    return [
      ...(pattern.includes('[tenant]')
        ? [{ ...common, path: `${id}, another tenant`, ...pair(inVictim, attacker.slug) }]
        : []),
      ...(takesId
        ? [{ ...common, path: `${id}, another's id`, ...pair(inOwn(pattern), attacker.slug) }]
        : []),
    ];
  });
  const answers = manifest.routes.find((route) => route.pattern.endsWith('/answers'));
  if (!answers) return subjects;
  return [
    ...subjects,
    {
      path: `${answers.id}, another's conversation`,
      covers: answers.id,
      method: 'POST',
      ...pair(aims(attacker.slug, ['conversation'], victim.ids), attacker.slug),
      url: (target) => fillPath(answers.pattern, target),
      body: ({ id }) => JSON.stringify({ question: 'And the second?', conversationId: id }),
    },
  ];
}

function kindOf(pattern: string): string {
  if (pattern.includes('/documents/')) return 'document';
  if (pattern.includes('/c/')) return 'conversation';
  return pattern.includes('/tenants/') ? 'tenant' : 'request';
}

function aims(slug: string, kinds: string[], ids: ReadonlyMap<string, string[]>): Target[] {
  return kinds.flatMap((kind) => (ids.get(kind) ?? []).map((id) => ({ name: kind, slug, id })));
}

/** As many absent ones as foreign ones, asked for as often. */
function pair(foreign: Target[], own: string): Pick<Subject, 'foreign' | 'nobody'> {
  return { foreign, nobody: foreign.map((target) => absent(target, own)) };
}
