import { forgeKey, keyDraft } from '@/e2e/support/key-text';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { createKey } from '@/lib/api-keys/create-key';
import { revokeKey } from '@/lib/api-keys/revoke-key';
import { rotateKey } from '@/lib/api-keys/rotate-key';
import { changeTenantState } from '@/lib/console/change-tenant-state';
import { newKeyCredential, publicKeyId } from '@/lib/tenancy/key-credential';
import type { Case, Family, Scene } from '../case';
import { Stopwatch } from '../stopwatch';
import { tellApart } from '../tell-apart';

const FAMILY = 'identity';
const PATH = '/v1/models';
/** Of what is remembered of a key: a revocation is in force after a second. */
const SOON_MS = 1_000;

/** What a key is worth is asked again with each request, and nothing of a key's text is believed. */
export const apiKeys: Family = (scene) => {
  const attacks: [string, (scene: Scene) => Promise<string[]>][] = [
    ['a key that was revoked', (s) => ended(s, ({ ctx }, id) => revokeKey(ctx, id))],
    ['a key that was rotated at once', (s) => ended(s, rotated)],
    ['a key of a workspace that was paused', (s) => ended(s, paused)],
    ['a key with parts of another', forged],
    ['a key from elsewhere', elsewhere],
  ];
  return [
    ...attacks.map(
      ([id, attack]): Case => ({ id, family: FAMILY, covers: [], attack: () => attack(scene) }),
    ),
    {
      id: 'time of a key, another’s id',
      family: 'oracles',
      covers: [],
      alone: true,
      attack: () => time(scene),
    },
  ];
};

async function status({ product }: Scene, key: string, more = {}): Promise<number> {
  const headers = { 'x-api-key': key, ...more };
  const answer = await fetch(`${product.url}${PATH}`, { headers });
  await answer.arrayBuffer();
  return answer.status;
}

async function ended(
  scene: Scene,
  end: (tenant: MadeTenant, id: string) => Promise<unknown>,
): Promise<string[]> {
  const tenant = await makeTenant('professional');
  const { id, text } = await createKey(tenant.ctx, keyDraft());
  const before = await status(scene, text);
  await end(tenant, id);
  const since = performance.now();
  let after = await status(scene, text);
  let asked = since;
  while (after === 200 && asked - since < SOON_MS) {
    asked = performance.now();
    after = await status(scene, text);
  }
  return [
    ...(before === 200 ? [] : [`it was not let in before: ${before}`]),
    ...(after === 401 || after === 403 ? [] : [`it was let in after a second: ${after}`]),
  ];
}

function rotated({ ctx }: MadeTenant, id: string): Promise<unknown> {
  return rotateKey(ctx, { id, overlapHours: 0 });
}

async function paused({ ctx }: MadeTenant): Promise<void> {
  const change = { tenantId: ctx.tenantId, to: 'suspended' as const, reason: 'not paid' };
  await changeTenantState(await makePlatformPerson('operator'), change);
}

/** The secret of a key that holds opens nothing under another id, tier or tenant. */
async function forged(scene: Scene): Promise<string[]> {
  const { text: own } = await createKey((await makeTenant('professional')).ctx, keyDraft());
  const { text: other } = await createKey((await makeTenant('enterprise')).ctx, keyDraft());
  const [ten, tier, id, secret] = own.split('_');
  const [, otherTier, otherId, otherSecret] = other.split('_');
  const forgeries = [
    forgeKey(ten, otherTier, id, secret),
    forgeKey(ten, tier, otherId, secret),
    forgeKey(ten, otherTier, otherId, secret),
    forgeKey(ten, tier, id, otherSecret),
    `${own.slice(0, -6)}000000`,
  ];
  const answers = await Promise.all(forgeries.map((each) => status(scene, each)));
  return answers.flatMap((each, n) => (each === 401 ? [] : [`forgery ${n + 1}: status ${each}`]));
}

/** Whatever address a client claims, the one it comes from is another. */
async function elsewhere(scene: Scene): Promise<string[]> {
  const tenant = await makeTenant('professional');
  const key = await createKey(tenant.ctx, keyDraft({ allowList: ['192.0.2.0/24'] }));
  const claims = [{}, { 'x-forwarded-for': '192.0.2.7' }, { 'x-real-ip': '192.0.2.7' }];
  const answers = await Promise.all(claims.map((claim) => status(scene, key.text, claim)));
  return answers.flatMap((each) => (each === 403 ? [] : [`status ${each}`]));
}

/** A wrong secret is refused as fast for an id that is somebody's as for nobody's. */
async function time({ product, timing }: Scene): Promise<string[]> {
  const { id } = await createKey((await makeTenant('professional')).ctx, keyDraft());
  const wrong = (keyId: string) => {
    const [ten, tier, , secret] = newKeyCredential('professional').text.split('_');
    return forgeKey(ten, tier, publicKeyId(keyId), secret);
  };
  const watch = new Stopwatch(product.url);
  const once = (key: string) => watch.time(PATH, { headers: { 'x-api-key': key } });
  const nobody = newKeyCredential('professional').keyId;
  try {
    return await tellApart(
      { path: `${PATH}, another's key`, foreign: [wrong(id)], nobody: [wrong(nobody)] },
      once,
      timing,
    );
  } finally {
    watch.close();
  }
}
