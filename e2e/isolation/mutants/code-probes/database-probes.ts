import { assertTenant } from '@/lib/db/assert-tenant';
import type { Prisma } from '@/lib/db/generated/client';
import { withPlatform } from '@/lib/db/platform-sql';
import { poolFor } from '@/lib/db/pools';
import { scopeModel } from '@/lib/db/tenant-model';
import { withTenant } from '@/lib/db/tenant-models';
import { tenantSqlOn, withTenantSql } from '@/lib/db/tenant-sql';
import { transaction } from '@/lib/db/transaction';
import { newId } from '@/lib/ids';
import { policyOf } from '@/lib/tenancy/policy';
import { type CodeProbe, unless, unlessRefused } from '../code-probe';

const MISMATCH = { name: 'TenantMismatch' };

/** On the pool itself, which hands out the connection that was used last. */
async function foldersSeen(): Promise<number> {
  return (await poolFor('app').query('select id from folder')).rowCount ?? 0;
}

export const DATABASE_PROBES: readonly CodeProbe[] = [
  {
    name: 'a row of another tenant is refused',
    run: async ({ ours, theirs }) => {
      const foreign = [{ tenant_id: ours.tenantId }, { tenant_id: theirs.tenantId }];
      const sql = tenantSqlOn(ours, async () => foreign);
      return [
        ...(await unlessRefused(
          'the assertion let it pass',
          () => assertTenant(ours, theirs.tenantId, 'a probe'),
          MISMATCH,
        )),
        ...(await unlessRefused(
          'an empty tenant passed',
          () => assertTenant(ours, '', 'a probe'),
          MISMATCH,
        )),
        ...(await unlessRefused('a statement returned it', () => sql('select :tenant'), MISMATCH)),
      ];
    },
  },
  {
    name: 'a statement is bound to the context’s tenant',
    run: async ({ ours, theirs }) => {
      let bound: { text: string; params: unknown[] } = { text: '', params: [] };
      const sql = tenantSqlOn(ours, async (text, params) => {
        bound = { text, params };
        return [];
      });
      await sql('select from folder where tenant_id = :tenant and id = $1', ['x']);
      return [
        ...unless(
          bound.text.endsWith('tenant_id = $2::uuid and id = $1'),
          `it became ${bound.text}`,
        ),
        ...unless(
          bound.params.at(-1) === ours.tenantId && !bound.params.includes(theirs.tenantId),
          'another tenant was bound',
        ),
        ...(await unlessRefused(
          'a statement without a tenant ran',
          () => sql('select id from folder'),
          { name: 'TypeError' },
        )),
      ];
    },
  },
  {
    name: 'models put the tenant into every filter and row, and compare what comes back',
    run: async ({ ours, theirs }) => {
      const seen: Record<string, Record<string, unknown>> = {};
      const foreign = { tenantId: theirs.tenantId, id: 'x' };
      const record = (name: string, answer: unknown) => async (args: Record<string, unknown>) => {
        seen[name] = args;
        return answer;
      };
      const raw = {
        findFirst: record('findFirst', foreign),
        findMany: record('findMany', [foreign]),
        groupBy: record('groupBy', [foreign]),
        create: record('create', foreign),
        count: record('count', 0),
        aggregate: record('aggregate', {}),
        createMany: record('createMany', { count: 0 }),
        updateMany: record('updateMany', { count: 0 }),
        deleteMany: record('deleteMany', { count: 0 }),
      };
      const model = scopeModel(ours, 'folder', {
        folder: raw,
      } as unknown as Prisma.TransactionClient);
      const where = { OR: [{ tenantId: theirs.tenantId }, {}] };
      const data = { id: 'x', tenantId: theirs.tenantId };
      const problems = [
        ...(await unlessRefused(
          'findFirst gave it',
          () => model.findFirst({ where, select: { id: true } }),
          MISMATCH,
        )),
        ...(await unlessRefused(
          'findMany gave it',
          () => model.findMany({ where, include: { chunks: true } }),
          MISMATCH,
        )),
        ...(await unlessRefused(
          'groupBy gave it',
          () => model.groupBy({ by: ['id'], where }),
          MISMATCH,
        )),
        ...(await unlessRefused('create gave it', () => model.create({ data }), MISMATCH)),
      ];
      await model.count({ where });
      await model.aggregate({ where, _count: true });
      await model.createMany({ data: [data] });
      await model.updateMany({ where, data });
      await model.deleteMany({ where });
      const scoped = JSON.stringify({ AND: [{ tenantId: ours.tenantId }, where] });
      for (const name of [
        'findFirst',
        'findMany',
        'groupBy',
        'count',
        'aggregate',
        'updateMany',
        'deleteMany',
      ]) {
        problems.push(
          ...unless(JSON.stringify(seen[name]?.where) === scoped, `${name} is not scoped`),
        );
      }
      const rowOf = (name: string) => JSON.stringify(seen[name]?.data);
      return [
        ...problems,
        ...unless(!rowOf('create').includes(theirs.tenantId), 'create wrote their tenant'),
        ...unless(!rowOf('createMany').includes(theirs.tenantId), 'createMany wrote their tenant'),
        ...unless(!rowOf('updateMany').includes(theirs.tenantId), 'updateMany gave a row away'),
        ...unless(
          (seen.findFirst?.select as Record<string, unknown>)?.tenantId === true,
          'the tenant is not selected',
        ),
        ...unless(!('include' in (seen.findMany ?? {})), 'relations are followed'),
      ];
    },
  },
  {
    name: 'a context ends with its transaction, committed or not',
    run: async ({ ours }) => {
      const token = await ours.databaseToken();
      const problems: string[] = [];
      for (const fails of [false, true]) {
        const inside = await transaction('app', token, async (client) => {
          const { rowCount } = await client.query('select id from folder');
          if (fails) throw new Error('in the middle');
          return rowCount;
        }).catch(() => 1);
        problems.push(
          ...unless(Number(inside) > 0, 'nothing was seen inside'),
          ...unless((await foldersSeen()) === 0, 'it was still there'),
        );
      }
      const group = newId();
      const insert = `insert into user_group (tenant_id, id, name_sealed, created_at) values (:tenant, $1, '', now())`;
      await withTenantSql(ours, async (sql) => {
        await sql(insert, [group]);
        throw new Error('in the middle');
      }).catch(() => undefined);
      const left = await withTenantSql(ours, (sql) =>
        sql('select id from user_group where tenant_id = :tenant and id = $1', [group]),
      );
      return [...problems, ...unless(left.length === 0, 'half of a transaction was kept')];
    },
  },
  {
    name: 'a transaction without a context has none, whatever its connection was left with',
    run: async ({ ours }) => {
      const token = await ours.databaseToken();
      const leave = (context: string) =>
        poolFor('app').query("select set_config('tenancy.context', $1, false)", [context]);
      await leave(token);
      const left = await foldersSeen();
      const seen = await transaction(
        'app',
        undefined,
        async (client) => (await client.query('select id from folder')).rowCount,
      );
      await leave('');
      return [
        ...unless(left > 0, 'nothing was left behind'),
        ...unless(seen === 0, 'it took what was left'),
      ];
    },
  },
  {
    name: 'models run under the context, and it ends with them',
    run: async ({ world, ours }) => {
      const folders = await withTenant(ours, (tx) => tx.folder.findMany());
      const foreign = await withTenant(ours, (tx) =>
        tx.folder.findFirst({ where: { id: world.theirs.folderId } }),
      );
      const after = await foldersSeen();
      return [
        ...unless(folders.length > 0, 'nothing was seen'),
        ...unless(foreign === null, 'their folder was seen'),
        ...unless(after === 0, 'the context outlived its transaction'),
      ];
    },
  },
  {
    name: 'a platform’s reading is in its audit log',
    run: async ({ ours, operator }) => {
      const action = `probe.${newId()}`;
      const why = { action, reason: 'a probe', tenantId: ours.tenantId };
      const rows = await withPlatform(operator, why, (sql) =>
        sql('select id from platform_audit where action = $1 and actor_id = $2', [
          action,
          operator.userId,
        ]),
      );
      const kept = await withPlatform(operator, { ...why, action: 'probe.look' }, (sql) =>
        sql('select id from platform_audit where action = $1', [action]),
      );
      return unless(rows.length === 1 && kept.length === 1, 'it left no entry');
    },
  },
  {
    name: 'a cached policy is its tenant’s',
    run: async ({ ours, theirs }) => {
      const own = JSON.stringify(await policyOf(ours));
      const other = JSON.stringify(await policyOf(theirs));
      return unless(
        own !== other && ours.policyVersion === theirs.policyVersion,
        'one policy for two tenants',
      );
    },
  },
];
