import { readFile, writeFile } from 'node:fs/promises';
import { AppError } from '@/lib/errors';
import { listErased, readErased } from '@/lib/lifecycle/erase/read-erased';
import type { SignedReceipt } from '@/lib/lifecycle/erase/schema';
import { receiptPublicKey, verifyReceipt } from '@/lib/lifecycle/erase/sign-receipt';
import { listTenants, requireTenant } from '@/lib/lifecycle/find-tenant';
import { listOperations } from '@/lib/operations/list-operations';
import type { PlatformContext } from '@/lib/tenancy/context';
import type { Command } from './read-command';
import { columns, type Result } from './result';

export async function listCommand(ctx: PlatformContext): Promise<Result> {
  const tenants = await listTenants(ctx);
  return {
    json: tenants,
    lines: columns([
      ['ADDRESS', 'NAME', 'PLAN', 'STATE', 'OWNER', 'ID'],
      ...tenants.map((t) => [t.slug, t.name, t.plan, t.state, t.ownerEmail ?? '–', t.id]),
    ]),
  };
}

export async function operationsCommand(ctx: PlatformContext, command: Command): Promise<Result> {
  const tenant = await requireTenant(ctx, command.subject('the address of the tenant'));
  const operations = await listOperations(ctx, tenant.id);
  return {
    json: operations,
    lines: columns([
      ['ASKED FOR', 'KIND', 'STATE', 'STEP', 'DONE', 'ID'],
      ...operations.map((o) => [
        o.createdAt,
        o.kind,
        o.failureCode ? `${o.state}: ${o.failureCode}` : o.state,
        o.step ?? '–',
        o.total > 0 ? `${o.done}/${o.total}` : '–',
        o.id,
      ]),
    ]),
  };
}

export async function erasedCommand(ctx: PlatformContext): Promise<Result> {
  const erased = await listErased(ctx);
  return {
    json: erased,
    lines: columns([
      ['ADDRESS', 'NAME', 'ASKED FOR', 'FINISHED', 'ID'],
      ...erased.map((t) => [t.slug, t.name, t.requestedAt, t.finishedAt ?? 'goes on', t.id]),
    ]),
  };
}

export async function receiptCommand(ctx: PlatformContext, command: Command): Promise<Result> {
  const { erased } = await readErased(ctx, command.subject('the id of the erased tenant'));
  if (!erased.receipt) throw new AppError('conflict', 'The erasure still goes on.');
  return written(command, `${JSON.stringify(erased.receipt, null, 2)}\n`, erased.receipt);
}

export async function publicKeyCommand(command: Command): Promise<Result> {
  const key = (await receiptPublicKey()).toString('base64');
  return written(command, `${key}\n`, { algorithm: 'Ed25519', publicKey: key });
}

/** Against the given key, or this installation's own. */
export async function verifyCommand(command: Command): Promise<Result> {
  const file = command.subject('the file of the receipt');
  const keyFile = command.option('public-key');
  const key = keyFile
    ? Buffer.from((await readFile(keyFile, 'utf8')).trim(), 'base64')
    : await receiptPublicKey();
  const signed = JSON.parse(await readFile(file, 'utf8')) as SignedReceipt;
  if (!verifyReceipt(signed, key))
    throw new AppError(
      'invalid_input',
      `${file} was not signed by that key, or was changed since.`,
    );
  const { tenant, finishedAt, journalEntry } = signed.receipt;
  return {
    json: { valid: true, ...signed.receipt },
    lines: [
      `The receipt is true: ${tenant.slug} (${tenant.id}) was erased at ${finishedAt}.`,
      `Entry in the journal of erasures: ${journalEntry}`,
    ],
  };
}

async function written(command: Command, text: string, json: unknown): Promise<Result> {
  const file = command.option('out');
  if (!file) return { json, lines: [text.trimEnd()] };
  await writeFile(file, text);
  return { json, lines: [`Written to ${file}.`] };
}
