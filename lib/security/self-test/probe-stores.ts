import { assertTenant } from '@/lib/db/assert-tenant';
import { transaction } from '@/lib/db/transaction';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { tenantKv } from '@/lib/kv/tenant-kv';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import { embedTexts } from '@/lib/retrieval/embedder';
import { search } from '@/lib/retrieval/search';
import type { TenantContext } from '@/lib/tenancy/context';
import { tenantVectors } from '@/lib/vectors/tenant-vectors';
import type { Lock, ProbedPath, ProbeOutcome } from '../schema';
import type { Canary } from './canaries';

const QUESTION = 'What is the pass phrase of the lighthouse keeper?';

type Probe = (attacker: Canary, victim: Canary) => Promise<ProbeOutcome>;

const PROBES: [path: string, lock: Lock | 'all', probe: Probe][] = [
  ['vectors', 'handle', probeVectors],
  ['vectors', 'assertion', probeAssertion],
  ['originals and texts', 'handle', probeObjects],
  ['originals and texts', 'encryption', probeKeys],
  ['limits', 'handle', probeLimits],
  ['a proof that is none', 'handle', probeForgedProof],
  ['a context with the tenant exchanged', 'store', probeForgedToken],
  ['no context', 'store', probeNoToken],
  ['search', 'all', probeSearch],
];

/** What is not a table: each probe with its control, the same thing done as the victim. */
export async function probeStores(attacker: Canary, victim: Canary): Promise<ProbedPath[]> {
  const paths = new Map<string, ProbedPath>();
  for (const [name, lock, probe] of PROBES) {
    const path = paths.get(name) ?? { kind: 'store', path: name, locks: {} };
    paths.set(name, path);
    path.locks[lock] = await probe(attacker, victim);
    if (path.locks[lock] === 'failed') path.problem = 'It gave what is the other canary’s.';
  }
  return [...paths.values()];
}

async function probeVectors(attacker: Canary, victim: Canary): Promise<ProbeOutcome> {
  const [vector] = await embedTexts([QUESTION], { priority: 'query' });
  if (!vector) return 'empty';
  const finds = async (ctx: TenantContext) => {
    const hits = await tenantVectors(ctx).search(vector, { limit: 100 });
    return hits.some((hit) => hit.documentId === victim.documentId);
  };
  if (!(await finds(victim.ctx))) return 'empty';
  return (await finds(attacker.ctx)) ? 'failed' : 'held';
}

async function probeAssertion(attacker: Canary, victim: Canary): Promise<ProbeOutcome> {
  return refuses(() => assertTenant(attacker.ctx, victim.ctx.tenantId, 'the self-test'));
}

async function probeObjects(attacker: Canary, victim: Canary): Promise<ProbeOutcome> {
  const read = (ctx: TenantContext) => tenantObjects(ctx).get('original', victim.documentId);
  if (!(await read(victim.ctx))) return 'empty';
  return (await read(attacker.ctx)) ? 'failed' : 'held';
}

async function probeKeys(attacker: Canary, victim: Canary): Promise<ProbeOutcome> {
  const place = { table: 'object', row: victim.documentId, column: 'original' };
  const sealed = tenantKeys(victim.ctx).seal(place, victim.word);
  if (tenantKeys(victim.ctx).openText(place, sealed) !== victim.word) return 'empty';
  return refuses(() => tenantKeys(attacker.ctx).open(place, sealed));
}

async function probeLimits(attacker: Canary, victim: Canary): Promise<ProbeOutcome> {
  const name = (ctx: TenantContext) => tenantKeys(ctx).namespace('kv');
  return name(attacker.ctx) === name(victim.ctx) ? 'failed' : 'held';
}

async function probeForgedProof(attacker: Canary, victim: Canary): Promise<ProbeOutcome> {
  const forged = { ...attacker.ctx, tenantId: victim.ctx.tenantId } as TenantContext;
  const gateways = [tenantVectors, tenantObjects, tenantKv, tenantKeys];
  const refused = await Promise.all(gateways.map((gateway) => refuses(() => gateway(forged))));
  return refused.includes('failed') ? 'failed' : 'held';
}

async function probeForgedToken(attacker: Canary, victim: Canary): Promise<ProbeOutcome> {
  const token = await attacker.ctx.databaseToken();
  return sees(token.replace(attacker.ctx.tenantId, victim.ctx.tenantId));
}

async function probeNoToken(): Promise<ProbeOutcome> {
  return sees(undefined);
}

async function sees(token: string | undefined): Promise<ProbeOutcome> {
  const rows = await transaction('app', token, async (client) => {
    const found = await client.query('select tenant_id from document limit 1');
    return found.rowCount;
  });
  return rows === 0 ? 'held' : 'failed';
}

async function probeSearch(attacker: Canary, victim: Canary): Promise<ProbeOutcome> {
  const finds = async (ctx: TenantContext) => {
    const passages = await search(ctx, QUESTION, { limit: 20 });
    return passages.some((passage) => passage.text.includes(victim.word));
  };
  if (!(await finds(victim.ctx))) return 'empty';
  return (await finds(attacker.ctx)) ? 'failed' : 'held';
}

function refuses(work: () => unknown): ProbeOutcome {
  try {
    work();
    return 'failed';
  } catch {
    return 'held';
  }
}
