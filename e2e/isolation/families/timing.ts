import { randomInt } from 'node:crypto';
import type { Case, Family, Scene } from '../case';
import { separability } from '../separability';
import { Stopwatch } from '../stopwatch';
import { absent, fillPath, type Target } from '../targets';

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

const LIMIT = 0.55;
const FIRST_ROUND = 80;
/** Until the estimate is within the limit, or this is reached: only then does its bound decide. */
const MOST_SAMPLES = 3_840;
const WARM_UP = 4;
/** One-sided chance of a false alarm of 1 in 10,000 for each class. */
const STANDARD_ERRORS = 3.72;

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
  const foreign: number[] = [];
  const nobody: number[] = [];
  try {
    for (let n = -WARM_UP; n < MOST_SAMPLES; n++) {
      const a = subject.foreign[n % subject.foreign.length] ?? subject.foreign[0];
      const b = subject.nobody[n % subject.nobody.length] ?? subject.nobody[0];
      if (!a || !b) throw new Error('There is nothing to aim at.');
      // The order is tossed, so that neither kind profits from what the other has warmed.
      const foreignFirst = randomInt(2) === 0;
      const first = await once(foreignFirst ? a : b);
      const second = await once(foreignFirst ? b : a);
      if (n < 0) continue;
      foreign.push(foreignFirst ? first : second);
      nobody.push(foreignFirst ? second : first);
      const roundIsOver = foreign.length % FIRST_ROUND === 0;
      if (roundIsOver && separability(foreign, nobody, STANDARD_ERRORS).auc <= LIMIT) break;
    }
  } finally {
    watch.close();
  }
  const { auc, lowerBound } = separability(foreign, nobody, STANDARD_ERRORS);
  measures.push({ path: subject.path, samples: foreign.length, auc, lowerBound });
  return lowerBound > LIMIT
    ? [
        `foreign and absent are told apart by time: AUC ${auc.toFixed(3)}, at least ${lowerBound.toFixed(3)}`,
      ]
    : [];
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
