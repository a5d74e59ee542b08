import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Case, Family, Scene } from '../case';
import { comparable } from '../same-answer/comparable';
import { sourceFiles } from '../source-files';
import { absent, fillPath, type Target } from '../targets';
import type { Received } from '../visitor';

const FAMILY = 'framework caches';
/** None of them asks who is asking. */
const SHARED_MEMORY =
  /['"]use cache|unstable_cache|cacheLife\(|cacheTag\(|force-cache|force-static|generateStaticParams|export const revalidate|next:\s*\{\s*(?:revalidate|tags)/;

/** Nothing of a tenant is kept where the framework, a browser or a proxy would give it to the next one. */
export const frameworkCaches: Family = (scene) => [
  ...scene.manifest.routes
    .filter((route) => route.method === 'GET' && !route.pattern.includes('[...'))
    .concat(scene.manifest.pages.map((page) => ({ ...page, method: 'GET' })))
    .flatMap(({ id, pattern }) => [headers(scene, id, pattern), conditional(scene, id, pattern)]),
  ...source(),
  builtFiles(scene),
];

function ownPage(scene: Scene, pattern: string): Target {
  const { slug, ids } = scene.world.attacker;
  const kind = pattern.includes('/c/') ? 'conversation' : 'document';
  return { name: 'own', slug, id: ids.get(kind)?.[0] ?? '' };
}

/** What a shared cache may keep: nothing, whether it went well or not. */
function headers(scene: Scene, id: string, pattern: string): Case {
  const { attacker, victim } = scene.world;
  return {
    id: `what may be kept of ${id}`,
    family: FAMILY,
    covers: [id],
    attack: async () => {
      const victims = {
        name: 'foreign',
        slug: victim.slug,
        id: victim.ids.get('document')?.[0] ?? '',
      };
      const received = await Promise.all(
        [ownPage(scene, pattern), victims].flatMap((target) =>
          [{}, { rsc: '1' }, { rsc: '1', 'next-router-prefetch': '1' }].map((sent) =>
            attacker.visitor.request(fillPath(pattern, target), {
              headers: sent as Record<string, string>,
            }),
          ),
        ),
      );
      return [...new Set(received.flatMap(mayBeKept))];
    },
  };
}

function mayBeKept({ headers: sent, status }: Received): string[] {
  const control = sent.get('cache-control') ?? '';
  const problems: string[] = [];
  if (!/\bno-store\b/.test(control) || /\bpublic\b|s-maxage=[1-9]/.test(control))
    problems.push(`status ${status} says cache-control: ${control || 'nothing'}`);
  if (/HIT|STALE|PRERENDER/i.test(sent.get('x-nextjs-cache') ?? ''))
    problems.push(`status ${status} came from the framework's cache`);
  return problems;
}

/** With the tag of the victim's own answer, by range, and by methods that only look. */
function conditional(scene: Scene, id: string, pattern: string): Case {
  const { attacker, victim } = scene.world;
  return {
    id: `by tag, range and HEAD: ${id}`,
    family: FAMILY,
    covers: [id],
    attack: async () => {
      const kind = pattern.includes('/c/') ? 'conversation' : 'document';
      const target = { name: kind, slug: victim.slug, id: victim.ids.get(kind)?.[0] ?? '' };
      const nobody = absent(target, attacker.slug);
      const theirs = await victim.visitor.request(fillPath(pattern, target));
      const tag = theirs.headers.get('etag') ?? '"0"';
      const kinds: { method?: string; headers?: Record<string, string> }[] = [
        { headers: { 'if-none-match': tag } },
        { headers: { 'if-none-match': '*' } },
        { headers: { 'if-modified-since': new Date(Date.parse('2100-01-01')).toUTCString() } },
        { headers: { range: 'bytes=0-20' } },
        { method: 'HEAD' },
        { method: 'OPTIONS' },
      ];
      const problems = await Promise.all(
        kinds.map(async (ask) => {
          const [a, b] = await Promise.all([
            attacker.visitor.request(fillPath(pattern, target), ask),
            attacker.visitor.request(fillPath(pattern, nobody), ask),
          ]);
          const same = pattern.includes('[')
            ? comparable(a, [target.id, target.slug]) === comparable(b, [nobody.id, nobody.slug])
            : a.status === b.status;
          const found = scene.book.find(a.text, attacker.visitor.allowed);
          return [
            ...found.map(({ place, circle }) => `${place} of ${circle} surfaced`),
            ...(same ? [] : [`${JSON.stringify(ask)} tells foreign from absent`]),
          ];
        }),
      );
      return problems.flat();
    },
  };
}

function source(): Case[] {
  return [
    {
      id: 'no code asks the framework to remember',
      family: FAMILY,
      covers: [],
      attack: async () =>
        sourceFiles('app', 'components', 'lib')
          .filter(({ text }) => SHARED_MEMORY.test(text))
          .map(({ file, text }) => `${file} uses ${SHARED_MEMORY.exec(text)?.[0]}`),
    },
  ];
}

/** What the server kept of its answers on disk during the run. */
function builtFiles({ book }: Scene): Case {
  return {
    id: 'what the framework kept on disk',
    family: FAMILY,
    covers: [],
    alone: true,
    attack: async () => {
      const kept = [
        path.join('.next', 'cache', 'fetch-cache'),
        path.join('.next', 'server', 'app'),
      ];
      const files = kept
        .filter((folder) => existsSync(folder))
        .flatMap((folder) =>
          readdirSync(folder, { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile() && !/\.(js|map|json)$/.test(entry.name))
            .map((entry) => path.join(entry.parentPath, entry.name)),
        );
      const nobody = new Set<string>();
      return files.flatMap((file) => [
        ...book
          .find(readFileSync(file, 'latin1'), nobody)
          .map(({ place }) => `${file} has ${place}`),
        ...(file.includes('[tenant]') && /\.(html|rsc|body)$/.test(file)
          ? [`${file} was kept`]
          : []),
      ]);
    },
  };
}
