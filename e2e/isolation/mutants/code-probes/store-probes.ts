import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { dataPath } from '@/lib/env';
import { newId } from '@/lib/ids';
import { unwrapKey, wrapKey } from '@/lib/keys/key-service';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { tenantKv } from '@/lib/kv/tenant-kv';
import { scopeFilter, scopeNamespace, scopeStatement } from '@/lib/locks/handle';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { type CodeProbe, unless, unlessRefused } from '../code-probe';

const SECRET = 'the combination of the safe is 4711';

export const STORE_PROBES: readonly CodeProbe[] = [
  {
    name: 'the handle scopes by the context’s tenant',
    run: ({ ours }) => [
      ...unless(
        scopeStatement('tenant_id = :tenant', 3) === 'tenant_id = $3::uuid',
        'a statement is not scoped',
      ),
      ...unless(
        scopeStatement('select 1', 1) === undefined,
        'a statement without a tenant is taken',
      ),
      ...unless(scopeFilter(ours.tenantId).tenantId === ours.tenantId, 'a filter is not scoped'),
      ...unless(
        scopeNamespace(ours.tenantId, (tenant) => tenant) === ours.tenantId,
        'a namespace is not scoped',
      ),
    ],
  },
  {
    name: 'a sealed value opens for its tenant, in its place, unchanged',
    run: async ({ ours, theirs }) => {
      const place = { table: 'chunk', row: newId(), column: 'text' };
      const sealed = tenantKeys(ours).seal(place, SECRET);
      const opened = (where: typeof place, bytes: Buffer, keys = tenantKeys(ours)) =>
        keys.open(where, bytes);
      const changed = Buffer.from(sealed);
      changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
      return [
        ...unless(tenantKeys(ours).openText(place, sealed) === SECRET, 'it does not open'),
        ...unless(!sealed.includes(SECRET), 'it can be read'),
        ...unless(!sealed.equals(tenantKeys(ours).seal(place, SECRET)), 'equal values look equal'),
        ...(await unlessRefused('it opened for another tenant', () =>
          opened(place, sealed, tenantKeys(theirs)),
        )),
        ...(await unlessRefused('it opened in another row', () =>
          opened({ ...place, row: newId() }, sealed),
        )),
        ...(await unlessRefused('it opened in another column', () =>
          opened({ ...place, column: 'name' }, sealed),
        )),
        ...(await unlessRefused('it opened in another table', () =>
          opened({ ...place, table: 'message' }, sealed),
        )),
        ...(await unlessRefused('it opened changed', () => opened(place, changed))),
      ];
    },
  },
  {
    name: 'nothing of two tenants can be compared',
    run: ({ ours, theirs }) => {
      const [a, b] = [tenantKeys(ours), tenantKeys(theirs)];
      return [
        ...unless(!a.termHash('safe').equals(b.termHash('safe')), 'terms'),
        ...unless(
          !a.contentMac(Buffer.from('x')).equals(b.contentMac(Buffer.from('x'))),
          'content',
        ),
        ...unless(a.namespace('objects') !== b.namespace('objects'), 'names of objects'),
        ...unless(a.namespace('objects') !== a.namespace('vectors'), 'names of two stores'),
        ...unless(
          !a.namespace('objects').includes(ours.tenantId.slice(0, 8)),
          'a name that tells the tenant',
        ),
      ];
    },
  },
  {
    name: 'a wrapped key is sealed, for one purpose',
    run: async () => {
      const wrapped = await wrapKey('wrapped|one', Buffer.alloc(32, 7));
      return [
        ...unless(!wrapped.includes(Buffer.alloc(32, 7)), 'a key is kept as it is'),
        ...unless(
          (await unwrapKey('wrapped|one', wrapped)).equals(Buffer.alloc(32, 7)),
          'a key does not unwrap for its own purpose',
        ),
        ...(await unlessRefused('a key unwrapped for another purpose', () =>
          unwrapKey('wrapped|two', wrapped),
        )),
      ];
    },
  },
  {
    name: 'objects are their tenant’s, sealed, by id',
    run: async ({ ours, theirs, world }) => {
      const [id, other] = [newId(), newId()];
      await tenantObjects(ours).put('original', id, Buffer.from(SECRET));
      const directory = dataPath('objects', tenantKeys(ours).namespace('objects'), 'original');
      const foreign = dataPath('objects', tenantKeys(theirs).namespace('objects'), 'original');
      const file = path.join(directory, id);
      if (!existsSync(file)) return ['it lies in another place than its tenant’s'];
      if (readFileSync(file).includes(SECRET)) return ['it lies there as it is'];
      copyFileSync(file, path.join(directory, other));
      mkdirSync(foreign, { recursive: true });
      copyFileSync(file, path.join(foreign, other));
      const gone = await verifyTenantSession(world.gone.session, world.gone.slug);
      const piece = async function* () {
        yield Buffer.from(SECRET);
      };
      const arriving = newId();
      const received = await tenantObjects(ours).receive('original', arriving, piece());
      const asItIs = readdirSync(directory).filter(
        (name) =>
          name.startsWith(arriving) && readFileSync(path.join(directory, name)).includes(SECRET),
      );
      await received.discard();
      const problems = [
        ...unless(asItIs.length === 0, 'what arrives lies there as it is'),
        ...unless(
          (await tenantObjects(ours).get('original', id))?.toString() === SECRET,
          'it cannot be read',
        ),
        ...unless(
          (await tenantObjects(theirs).get('original', id)) === undefined,
          'another tenant read it',
        ),
        ...(await unlessRefused('a copy opened under another id', () =>
          tenantObjects(ours).get('original', other),
        )),
        ...(await unlessRefused('a copy opened for another tenant', () =>
          tenantObjects(theirs).get('original', other),
        )),
        ...(await unlessRefused(
          'a path was taken',
          () => tenantObjects(ours).get('original', `../original/${id}`),
          { name: 'TypeError' },
        )),
        ...(await unlessRefused(
          'an erased tenant wrote',
          () => tenantObjects(gone).put('original', newId(), Buffer.from('x')),
          { code: 'cancelled' },
        )),
        ...(await unlessRefused(
          'an erased tenant uploaded',
          () => tenantObjects(gone).receive('original', newId(), piece()),
          { code: 'cancelled' },
        )),
      ];
      await tenantObjects(theirs).remove('original', id);
      problems.push(
        ...unless(
          (await tenantObjects(ours).get('original', id)) !== undefined,
          'another tenant removed it',
        ),
      );
      await tenantObjects(ours).remove('original', id);
      for (const copy of [path.join(directory, other), path.join(foreign, other)]) rmSync(copy);
      return problems;
    },
  },
  {
    name: 'limits are counted for each tenant alone',
    run: async ({ ours, theirs }) => {
      const few = { requestsPerMinute: 2, inFlight: 9 };
      const ask = async (ctx: typeof ours) => (await tenantKv(ctx).admit(few)).admitted;
      const first = [await ask(ours), await ask(ours), await ask(ours)];
      return [
        ...unless(first.join() === 'true,true,false', `admitted ${first.join()}`),
        ...unless(await ask(theirs), 'another tenant’s quota was spent'),
      ];
    },
  },
];
