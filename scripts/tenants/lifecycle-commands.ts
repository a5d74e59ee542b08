import { writeFile } from 'node:fs/promises';
import { changeTenantState } from '@/lib/console/change-tenant-state';
import { reasonSchema } from '@/lib/console/policy/schema';
import { withPlatform } from '@/lib/db/platform-sql';
import { AppError } from '@/lib/errors';
import { readErased } from '@/lib/lifecycle/erase/read-erased';
import { requestErase } from '@/lib/lifecycle/erase/request-erase';
import { requestMemberErasureFor } from '@/lib/lifecycle/erase-member';
import { requestExport } from '@/lib/lifecycle/export/request-export';
import { requireTenant } from '@/lib/lifecycle/find-tenant';
import type { PlatformContext } from '@/lib/tenancy/context';
import { type Command, refused } from './read-command';
import type { Result } from './result';
import { waitFor } from './wait-for';

type Say = (line: string) => void;

export async function stateCommand(
  ctx: PlatformContext,
  command: Command,
  to: 'active' | 'suspended',
): Promise<Result> {
  const tenant = await requireTenant(ctx, command.subject('the address of the tenant'));
  const reason = reasonOf(command);
  const words = to === 'active' ? 'active again' : 'suspended';
  const json = { tenantId: tenant.id, state: to };
  if (tenant.state === to)
    return { json, lines: [`${tenant.slug} is ${to} already. Nothing was changed.`] };
  if (tenant.state === 'erasing') throw new AppError('conflict', `${tenant.slug} is being erased.`);
  await changeTenantState(ctx, { tenantId: tenant.id, to, reason });
  return { json, lines: [`${tenant.slug} is ${words}.`] };
}

export async function exportCommand(
  ctx: PlatformContext,
  command: Command,
  say: Say,
): Promise<Result> {
  const tenant = await requireTenant(ctx, command.subject('the address of the tenant'));
  const id = await requestExport(ctx, { tenantId: tenant.id, reason: reasonOf(command) });
  const ended = command.flag('no-wait') ? undefined : await waitFor(ctx, tenant.id, id, say);
  return {
    json: { operation: id, state: ended?.state ?? 'queued', contents: ended?.detail },
    lines: [
      ended
        ? `The archive is ready. An owner of ${tenant.slug} can download it for a week under Data.`
        : `Asked for. Operation ${id}.`,
    ],
  };
}

export async function eraseCommand(
  ctx: PlatformContext,
  command: Command,
  say: Say,
): Promise<Result> {
  const tenant = await requireTenant(ctx, command.subject('the address of the tenant'));
  const id = await requestErase(ctx, {
    tenantId: tenant.id,
    confirmation: command.required('confirm'),
    reason: reasonOf(command),
  });
  if (command.flag('no-wait'))
    return { json: { operation: id }, lines: [`${tenant.slug} is being erased. Operation ${id}.`] };
  await waitFor(ctx, tenant.id, id, say);
  const { erased } = await readErased(ctx, tenant.id);
  const file = command.option('out');
  if (file) await writeFile(file, `${JSON.stringify(erased.receipt, null, 2)}\n`);
  return {
    json: erased.receipt,
    lines: [
      `${tenant.slug} is erased.`,
      file ? `The receipt is in ${file}.` : `Its receipt: npm run tenants -- receipt ${tenant.id}`,
    ],
  };
}

export async function eraseMemberCommand(
  ctx: PlatformContext,
  command: Command,
  say: Say,
): Promise<Result> {
  const tenant = await requireTenant(ctx, command.subject('the address of the tenant'));
  const email = command.required('person').trim().toLowerCase();
  const personId = await findPerson(ctx, tenant.id, email);
  const id = await requestMemberErasureFor(ctx, {
    tenantId: tenant.id,
    personId,
    reason: reasonOf(command),
  });
  const ended = command.flag('no-wait') ? undefined : await waitFor(ctx, tenant.id, id, say);
  return {
    json: { operation: id, ...ended?.detail },
    lines: [ended ? `The person is erased from ${tenant.slug}.` : `Asked for. Operation ${id}.`],
  };
}

async function findPerson(ctx: PlatformContext, tenantId: string, email: string): Promise<string> {
  const why = { action: 'member.find', reason: 'Looked a member up to erase', tenantId };
  const [row] = await withPlatform(ctx, why, (sql) =>
    sql<{ id: string }>(
      `select u.id from app_user u join membership m on m.user_id = u.id
       where m.tenant_id = $1 and u.email = $2`,
      [tenantId, email],
    ),
  );
  if (row) return row.id;
  throw new AppError('not_found', `Nobody with the address ${email} belongs to the tenant.`);
}

function reasonOf(command: Command): string {
  const reason = reasonSchema.safeParse(command.required('reason'));
  if (reason.success) return reason.data;
  throw refused(reason.error.issues[0]?.message ?? 'The reason is not usable.');
}
