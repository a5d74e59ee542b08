import fs from 'node:fs/promises';
import path from 'node:path';
import { dataPath } from '@/lib/env';
import { namespaceName } from '@/lib/keys/namespace-name';
import { scopeNamespace } from '@/lib/locks/handle';
import { assertTenantContext, type TenantContext } from '@/lib/tenancy/context';

/** Files and bytes of all the context's objects, by kind: originals, texts, archives. */
export async function countObjects(
  ctx: TenantContext,
): Promise<{ files: number; bytes: number; kinds: Record<string, number> }> {
  const root = rootOf(ctx);
  const kinds: Record<string, number> = {};
  let bytes = 0;
  for (const kind of await list(root)) {
    const names = await list(path.join(root, kind));
    kinds[kind] = names.length;
    for (const name of names) bytes += (await fs.stat(path.join(root, kind, name))).size;
  }
  return { files: Object.values(kinds).reduce((sum, n) => sum + n, 0), bytes, kinds };
}

/** Removes every object of the context, of whatever kind. Needs no key, and again changes nothing. */
export async function eraseObjects(ctx: TenantContext): Promise<void> {
  await fs.rm(rootOf(ctx), { recursive: true, force: true, maxRetries: 5 });
}

function rootOf(ctx: TenantContext): string {
  assertTenantContext(ctx);
  return dataPath(
    'objects',
    scopeNamespace(ctx.tenantId, (tenantId) => namespaceName('objects', tenantId)),
  );
}

async function list(directory: string): Promise<string[]> {
  return fs.readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}
