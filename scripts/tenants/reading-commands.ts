import { readFile, writeFile } from 'node:fs/promises';
import { AppError } from '@/lib/errors';
import { isId } from '@/lib/ids';
import { findErased, listErased, readErased } from '@/lib/lifecycle/erase/read-erased';
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
  const subject = command.subject('the erased tenant, by its address or id');
  const { erased } = await readErased(
    ctx,
    isId(subject) ? subject : await findErased(ctx, subject),
  );
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
    ? Buffer.from((await read(keyFile)).trim(), 'base64')
    : await receiptPublicKey();
  const text = await read(file);
  if (!isTrue(text, key))
    throw new AppError(
      'invalid_input',
      `${file} was not signed by that key, or was changed since.`,
    );
  const { receipt } = JSON.parse(text) as SignedReceipt;
  const { tenant, finishedAt, journalEntry } = receipt;
  return {
    json: { valid: true, ...receipt },
    lines: [
      `The receipt is true: ${tenant.slug} (${tenant.id}) was erased at ${finishedAt}.`,
      `Entry in the journal of erasures: ${journalEntry}`,
    ],
  };
}

/** Anything that is no receipt, or no key, is not true either. */
function isTrue(text: string, key: Uint8Array): boolean {
  try {
    return verifyReceipt(JSON.parse(text) as SignedReceipt, key);
  } catch {
    return false;
  }
}

async function read(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: Error) => {
    throw new AppError('invalid_input', `${file} cannot be read: ${cause.message}`, { cause });
  });
}

async function written(command: Command, text: string, json: unknown): Promise<Result> {
  const file = command.option('out');
  if (!file) return { json, lines: [text.trimEnd()] };
  await writeFile(file, text);
  return { json, lines: [`Written to ${file}.`] };
}
