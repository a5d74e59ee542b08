import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ask, upload } from '@/e2e/isolation/calls';
import { LockSwitch } from '@/e2e/isolation/matrix/lock-switch';
import { PRODUCT, type Product, startProduct, UNLOCKED } from '@/e2e/isolation/product';
import { Visitor } from '@/e2e/isolation/visitor';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { newId } from '@/lib/ids';
import { tenantKeys } from '@/lib/keys/tenant-keys';

export const REQUESTS = ['answer', 'documents page', 'chat page', 'document list'] as const;
export type RequestName = (typeof REQUESTS)[number];

export type CostOrder =
  | { kind: 'start'; locked: boolean }
  | { kind: 'ask'; what: RequestName | 'sealing' };

const LIBRARY = Array.from(
  { length: 60 },
  (_, n) =>
    `# Office ${n}\n\nThe office ${n} of the harbour opens at ${n % 12} o'clock and keeps ${n * 3} boats. Its keeper reports to desk ${n % 7} every ${n + 2} days.`,
).join('\n\n');

/** What an answer over eight passages opens and seals, by a count of its calls. */
const OPENED = 40;
const SEALED = 12;

/** A build of the product over this process's database, with one tenant. Locks are off from its start or never. */
export class RunningProduct {
  #product: Product | undefined;
  #locks: LockSwitch | undefined;
  #folder: string | undefined;
  #tenant: MadeTenant | undefined;
  #visitor: Visitor | undefined;
  #asked = 0;

  async start(locked: boolean): Promise<null> {
    const tenant = await makeTenant('enterprise');
    const { tenantId, principal } = tenant.ctx;
    this.#folder = await mkdtemp(path.join(os.tmpdir(), 'tenantry-cost-'));
    const file = path.join(this.#folder, 'locks.json');
    // The handle stays: without it queries lose the index that leads with the tenant, and would be slower.
    this.#locks = await LockSwitch.open(file, { victim: tenantId, tenants: [tenantId] });
    // A model that answers at once: nothing of its time hides what the locks take.
    const settings = {
      LOG_LEVEL: 'silent',
      TENANTRY_ISOLATION_LOCKS: file,
      TENANTRY_LOCAL_TOKENS_PER_SECOND: '50000',
    };
    await this.#locks.set([]);
    this.#product = await startProduct(settings, locked ? PRODUCT : UNLOCKED);
    this.#tenant = tenant;
    this.#visitor = await Visitor.create('owner', [], this.#product.url, principal.id);
    await upload(this.#visitor, tenant.slug, tenant.folderId, 'Offices.md', LIBRARY);
    if (!locked) await this.#locks.set(['store', 'assertion', 'encryption']);
    return null;
  }

  /** Milliseconds until the last byte. */
  async milliseconds(what: RequestName | 'sealing'): Promise<number> {
    const { slug, ctx } = defined(this.#tenant);
    const visitor = defined(this.#visitor);
    const from = performance.now();
    if (what === 'sealing') {
      const keys = tenantKeys(ctx);
      const place = { table: 'chunk', row: newId(), column: 'text' };
      const sealed = keys.seal(place, 'x'.repeat(1_000));
      for (let n = 1; n < SEALED; n++) keys.seal(place, 'x'.repeat(1_000));
      for (let n = 0; n < OPENED; n++) keys.openText(place, sealed);
    } else {
      const received =
        what === 'answer'
          ? await ask(
              visitor,
              slug,
              `When does the office ${this.#asked++ % 60} of the harbour open?`,
            )
          : await visitor.request(pathOf(what, slug));
      if (received.status !== 200) throw new Error(`${what}: ${received.text.slice(0, 500)}`);
      if (what === 'answer' && !received.body.includes('"type":"done"'))
        throw new Error(`No answer: ${received.body.slice(-500)}`);
    }
    return performance.now() - from;
  }

  async stop(): Promise<void> {
    await this.#product?.stop();
    await this.#locks?.close();
    if (this.#folder) await rm(this.#folder, { recursive: true, force: true });
  }
}

function pathOf(what: Exclude<RequestName, 'answer'>, slug: string): string {
  return {
    'documents page': `/t/${slug}/documents`,
    'chat page': `/t/${slug}`,
    'document list': `/api/t/${slug}/documents`,
  }[what];
}

function defined<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The product was not started.');
  return value;
}
