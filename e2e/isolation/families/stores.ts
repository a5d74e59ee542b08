import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { dataPath } from '@/lib/env';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { tenantKv } from '@/lib/kv/tenant-kv';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import { embedTexts } from '@/lib/retrieval/embedder';
import { search } from '@/lib/retrieval/search';
import { tenantVectors } from '@/lib/vectors/tenant-vectors';
import type { Case, Family } from '../case';
import { knownToPlatform } from '../platform-people';

/** The gateways themselves, handed ids of the victim or no proof at all. */
export const stores: Family = ({ world, book, product }) => {
  const { victim, attacker } = world;
  const check = (
    id: string,
    family: string,
    covers: string[],
    attack: () => Promise<string[]>,
  ): Case => ({ id, family, covers, attack });
  const documents = victim.ids.get('document') ?? [];
  return [
    check('objects by a foreign id', 'object references', ['store objects'], async () => {
      const found = await Promise.all(
        documents.flatMap((id) => [
          tenantObjects(attacker.ctx).get('original', id),
          tenantObjects(attacker.ctx).get('text', id),
        ]),
      );
      return found.some(Boolean) ? ['an object of the victim was read'] : [];
    }),
    check('objects by a path', 'files', ['store objects'], async () => {
      const attempt = await tenantObjects(attacker.ctx)
        .get('original', `../../${documents[0]}`)
        .catch(() => undefined);
      return attempt ? ['a path reached an object'] : [];
    }),
    check('vectors of the victim’s own sentence', 'retrieval', ['store vectors'], async () => {
      const [vector] = await embedTexts(
        ['The boiler room of the harbour office has an inventory number.'],
        { priority: 'query' },
      );
      if (!vector) return ['no vector'];
      const hits = await tenantVectors(attacker.ctx).search(vector, { limit: 1_000 });
      return hits.some((hit) => documents.includes(hit.documentId)) ? ['a hit of the victim'] : [];
    }),
    check(
      'search restricted to the victim’s documents',
      'retrieval',
      ['store vectors', 'store database'],
      async () => {
        const passages = await search(attacker.ctx, 'boiler room inventory number', {
          limit: 50,
          documentIds: documents,
          folderIds: victim.ids.get('folder'),
        });
        return passages.length > 0 ? ['passages of the victim'] : [];
      },
    ),
    check(
      'search by a member for a restricted fact',
      'retrieval',
      ['store vectors', 'store database'],
      async () => {
        const passages = await search(
          attacker.member,
          'number of the severance account of the board',
          { limit: 50 },
        );
        return book
          .find(JSON.stringify(passages), attacker.memberVisitor.allowed)
          .map((canary) => `${canary.place} surfaced`);
      },
    ),
    check(
      'a value sealed by one tenant, opened by another',
      'object references',
      ['store keys'],
      async () => {
        const place = { table: 'chunk', row: documents[0] ?? '', column: 'text' };
        const sealed = tenantKeys(victim.ctx).seal(place, 'secret');
        return opens(() => tenantKeys(attacker.ctx).open(place, sealed)) ||
          opens(() => tenantKeys(victim.ctx).open({ ...place, column: 'name' }, sealed))
          ? ['it opened']
          : [];
      },
    ),
    check('equal terms, content and names of two tenants', 'oracles', ['store keys'], async () => {
      const [a, b] = [tenantKeys(attacker.ctx), tenantKeys(victim.ctx)];
      const same = [
        a.termHash('boiler').equals(b.termHash('boiler')),
        a.contentMac(Buffer.from('x')).equals(b.contentMac(Buffer.from('x'))),
        a.namespace('objects') === b.namespace('objects'),
      ];
      return same.some(Boolean) ? ['they can be compared'] : [];
    }),
    check('the victim’s quota spent by the attacker', 'limits', ['store kv'], async () => {
      for (let n = 0; n < 5; n++)
        await tenantKv(attacker.ctx).admit({ requestsPerMinute: 3, inFlight: 3 });
      const decision = await tenantKv(victim.ctx).admit({
        requestsPerMinute: 1_000,
        inFlight: 1_000,
      });
      if (decision.admitted) decision.release();
      return decision.admitted ? [] : ['the victim was refused'];
    }),
    check(
      'gateways with something that only looks like a proof',
      'confused deputy',
      ['store vectors', 'store objects', 'store kv', 'store keys'],
      async () => {
        const fake = { ...attacker.ctx, tenantId: victim.ctx.tenantId } as typeof attacker.ctx;
        const gateways = [tenantVectors, tenantObjects, tenantKv, tenantKeys];
        return gateways
          .filter((gateway) => opens(() => gateway(fake)))
          .map((gateway) => `${gateway.name} accepted it`);
      },
    ),
    {
      id: 'everything on disk, without the keys',
      family: 'side outputs',
      covers: ['store vectors', 'store objects'],
      alone: true,
      attack: async () => {
        const files = ['objects', 'vectors', 'keys'].flatMap((folder) => filesIn(dataPath(folder)));
        const names = files.flatMap((file) => book.find(file, new Set()));
        const contents = files.flatMap((file) =>
          book.find(readFileSync(file, 'latin1'), new Set()),
        );
        return [...names, ...contents].map(
          (canary) => `${canary.place} of ${canary.circle} is readable`,
        );
      },
    },
    {
      id: 'the database’s files and its log of changes, without the keys',
      family: 'side outputs',
      covers: ['store database'],
      alone: true,
      attack: async () => {
        // Names of people and tenants are the platform's to know; nothing else is in clear.
        const known = new Set([knownToPlatform('victim'), knownToPlatform('attacker')]);
        const content = book.planted.filter(
          ({ circle, place, value }) =>
            !known.has(circle) && !place.startsWith('name of') && value.startsWith('cnry'),
        );
        const stored = filesIn(dataPath('postgres')).map((file) => readFileSync(file));
        return content
          .filter(({ value }) => stored.some((bytes) => bytes.includes(value)))
          .map(({ place, circle }) => `${place} of ${circle} is readable`);
      },
    },
    {
      id: 'the log',
      family: 'side outputs',
      covers: ['store log'],
      alone: true,
      attack: async () =>
        book
          .find(product.output(), new Set())
          .map((canary) => `${canary.place} of ${canary.circle} was logged`),
    },
  ];
};

function opens(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}
