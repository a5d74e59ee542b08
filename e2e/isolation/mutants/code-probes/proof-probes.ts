import { withPlatform } from '@/lib/db/platform-sql';
import { withTenant } from '@/lib/db/tenant-models';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { tenantKv } from '@/lib/kv/tenant-kv';
import { countObjects, eraseObjects } from '@/lib/objects/erase-objects';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import { isPlatformContext, isTenantContext, type TenantContext } from '@/lib/tenancy/context';
import { verifyPlatformSession, verifyTenantSession } from '@/lib/tenancy/verify-session';
import { tenantVectorGeneration, tenantVectors } from '@/lib/vectors/tenant-vectors';
import { type CodeProbe, unless, unlessRefused } from '../code-probe';

const wallClock = () => performance.timeOrigin + performance.now();

/** Anyone who holds a proof can reach its class and make another object of it. */
function madeLike<T extends object>(proof: T, ...given: unknown[]): T {
  return Reflect.construct(proof.constructor, given) as T;
}

export const PROOF_PROBES: readonly CodeProbe[] = [
  {
    name: 'what only looks like a proof is none',
    run: async ({ ours, theirs, operator }) => {
      const token = await ours.databaseToken();
      const forged = madeLike(
        ours,
        { ...ours, tenantId: theirs.tenantId, sessionId: undefined },
        { token, expiresAt: wallClock() + 60_000, placement: ours.placement },
        () => Promise.reject(new Error('never')),
      );
      const copied = { ...ours, tenantId: theirs.tenantId, placement: ours.placement };
      const proxied = new Proxy(ours, {});
      const platform = madeLike(
        operator,
        { userId: ours.principal.id, name: '', email: '', role: 'operator' },
        { token, expiresAt: wallClock() + 60_000 },
        () => Promise.reject(new Error('never')),
      );
      const work = async () => undefined;
      const generation = { store: 'lancedb', tier: 'namespace', generation: 1 } as const;
      const doors: Record<string, (ctx: TenantContext) => unknown> = {
        withTenant: (ctx) => withTenant(ctx, work),
        withTenantSql: (ctx) => withTenantSql(ctx, work),
        tenantKeys,
        tenantKv,
        tenantObjects,
        tenantVectors,
        tenantVectorGeneration: (ctx) => tenantVectorGeneration(ctx, generation),
        countObjects,
        eraseObjects,
      };
      const problems: string[] = [];
      for (const [what, fake] of Object.entries({ forged, copied, proxied, operator, platform })) {
        const ctx = fake as unknown as TenantContext;
        problems.push(...unless(!isTenantContext(ctx), `${what} is taken for a proof`));
        for (const [name, door] of Object.entries(doors)) {
          problems.push(
            ...(await unlessRefused(`${name} took what is ${what}`, () => door(ctx), {
              name: 'TypeError',
            })),
          );
        }
      }
      const why = { action: 'probe', reason: 'probe' };
      for (const fake of [ours, platform] as unknown as (typeof operator)[]) {
        problems.push(
          ...unless(!isPlatformContext(fake), 'a false platform proof'),
          ...(await unlessRefused('withPlatform took it', () => withPlatform(fake, why, work), {
            name: 'TypeError',
          })),
        );
      }
      return problems;
    },
  },
  {
    name: 'a session opens its own tenants',
    run: async ({ world, ours }) => {
      const refused = (session: string | undefined, slug: string, code: string) =>
        unlessRefused(`${slug} was opened (${code})`, () => verifyTenantSession(session, slug), {
          code,
        });
      const member = await verifyTenantSession(world.ours.memberSession, world.ours.slug);
      return [
        ...(await refused(world.theirs.session, world.ours.slug, 'not_found')),
        ...(await refused(world.ours.session, world.theirs.slug, 'not_found')),
        ...(await refused(world.ours.session, 'Not A Slug', 'not_found')),
        ...(await refused(undefined, world.ours.slug, 'unauthenticated')),
        ...(await refused(world.paused.session, world.paused.slug, 'tenant_suspended')),
        ...(await unlessRefused(
          'an owner is an operator',
          () => verifyPlatformSession(world.ours.session),
          { code: 'not_found' },
        )),
        ...unless(
          member.tenantId === ours.tenantId && member.principal.role === 'member',
          'a member is somebody else',
        ),
        ...unless(
          (await member.databaseToken()).includes(`:${member.principal.id}:user:member:`),
          'the signed context is another’s',
        ),
      ];
    },
  },
  {
    name: 'a context that is about to end is verified again',
    run: async ({ ours }) => {
      const facts = { ...ours, sessionId: undefined };
      const made = (expiresAt: number, renew: () => Promise<never>) =>
        madeLike(ours, facts, { token: 'old', expiresAt, placement: ours.placement }, renew);
      const ended = () => Promise.reject(new Error('the session is over'));
      return [
        ...(await unlessRefused('an ended context went on', () =>
          made(wallClock() - 1, ended).databaseToken(),
        )),
        ...(await unlessRefused('it was used to its end', () =>
          made(wallClock() + 5_000, ended).databaseToken(),
        )),
      ];
    },
  },
];
