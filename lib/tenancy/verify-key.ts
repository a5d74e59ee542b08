import { type MintedKey, mintKey } from '@/lib/db/credentials';
import { inKeyPlace } from '@/lib/db/key-places';
import { AppError } from '@/lib/errors';
import { readyKeys } from '@/lib/keys/tenant-key-files';
import { processState } from '@/lib/process-state';
import type { TenantContext } from './context';
import type { SignedTenant, TenantFacts } from './context-class';
import { addressTest, plainAddress } from './key-addresses';
import { keyIdOf, type PresentedKey, parseKeyCredential } from './key-credential';
import { keyFacts, keyName, readAncestors } from './key-facts';
import { mintTenantContext } from './mint-context';
import {
  isRefusedKey,
  keysTold,
  knownKey,
  rememberKey,
  rememberRefusedKey,
  sendsMadeUpKeys,
} from './remembered-keys';
import { workspaceFacts } from './workspace-facts';

/** What PostgreSQL gives a context; the code here only has to renew before it ends. */
const LIFETIME_MS = 60_000;

/** Verifications under way: callers of one key that come together share one. */
const verifying = processState(
  'tenancy.verifyingKeys',
  () => new Map<string, Promise<TenantContext>>(),
);

/**
 * The proof for the one tenant whose key it is, from the key's text and the network address that it came from. A key in
 * use is let in from memory, on a word of the database that is at most a second old; all callers of a key share a
 * context. `unauthenticated` for whatever is no key that holds, whyever; `forbidden` from an address that the key is not
 * for; `tenant_suspended`; `store_unavailable` while PostgreSQL is away or too many others are being verified.
 */
export async function verifyApiKey(
  credential: string,
  from: { address: string },
): Promise<TenantContext> {
  const parsed = parseKeyCredential(credential);
  if (!parsed) throw notAKey();
  const { hmac } = parsed;
  const known = knownKey(hmac);
  if (known) {
    if (!known.allows(from.address)) throw wrongAddress();
    return known.ctx;
  }
  if (isRefusedKey(hmac)) throw notAKey();
  const turn = `${hmac} ${from.address}`;
  let ctx = verifying.get(turn);
  if (!ctx) {
    ctx = verify(parsed, from.address).finally(() => verifying.delete(turn));
    verifying.set(turn, ctx);
  }
  return ctx;
}

async function verify(presented: PresentedKey, address: string): Promise<TenantContext> {
  const hmac = Buffer.from(presented.hmac, 'base64');
  const keyId = keyIdOf(presented);
  if (keyId === undefined) throw notAKey();
  const asked = { told: keysTold(), askedAt: performance.now() };
  const plain = plainAddress(address);
  const row = await inKeyPlace(sendsMadeUpKeys(address), () => mintKey(keyId, hmac, plain));
  if (!row) {
    rememberRefusedKey(presented.hmac, address);
    throw notAKey();
  }
  const signed = signedOrRefused(row);
  await readyKeys(row.tenant_id);
  const renew = async () => {
    const again = await mintKey(keyId, hmac, plain);
    if (!again) throw notAKey();
    return signedOrRefused(again);
  };
  const facts = factsOf(row, keyId);
  // The name is sealed, and only a proof opens it; what it replaces only a proof reads.
  const unnamed = mintTenantContext(facts, signed, renew);
  const name = keyName(unnamed, row.name_sealed);
  const ancestors = await readAncestors(unnamed);
  const ctx = mintTenantContext(
    { ...facts, principal: { ...facts.principal, name, ancestors } },
    signed,
    renew,
  );
  const { tenantId, policyVersion } = facts;
  rememberKey(
    presented.hmac,
    { tenantId, keyId, policyVersion, ctx, allows: addressTest(row.allow_list) },
    asked,
  );
  return ctx;
}

function factsOf(row: MintedKey, keyId: string): TenantFacts {
  return {
    ...workspaceFacts(row),
    principal: { kind: 'key', id: keyId, role: 'key', name: '', email: '' },
    key: keyFacts(row, keyId),
  };
}

function signedOrRefused({ refused, context, placement }: MintedKey): SignedTenant {
  if (refused === 'address') throw wrongAddress();
  if (refused === 'quarantined')
    throw new AppError(
      'forbidden',
      'The platform’s operators have put this API key into quarantine. Its workspace’s administrators can ask them why.',
    );
  if (context === null || !placement)
    throw new AppError(
      'tenant_suspended',
      'This workspace is paused. Its administrators know why, or can ask the operator.',
    );
  const expiresAt = performance.timeOrigin + performance.now() + LIFETIME_MS;
  return { token: context, expiresAt, placement };
}

function notAKey(): AppError {
  return new AppError(
    'unauthenticated',
    'This API key is not valid: it is mistyped, was revoked or has expired.',
  );
}

function wrongAddress(): AppError {
  return new AppError('forbidden', 'This API key may not be used from this address.');
}
