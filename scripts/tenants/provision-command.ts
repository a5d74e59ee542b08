import { createTenantSchema } from '@/lib/console/schema';
import { env } from '@/lib/env';
import { provision } from '@/lib/lifecycle/provision';
import type { PlatformContext } from '@/lib/tenancy/context';
import { type Command, refused } from './read-command';
import type { Result } from './result';

export async function provisionCommand(ctx: PlatformContext, command: Command): Promise<Result> {
  const input = createTenantSchema.safeParse({
    slug: command.subject('the address of the tenant'),
    name: command.required('name'),
    plan: command.option('plan') ?? 'starter',
    timeZone: command.option('time-zone') ?? 'UTC',
    ownerEmail: command.required('owner-email'),
    ownerName: command.required('owner-name'),
  });
  if (!input.success) {
    const [issue] = input.error.issues;
    throw refused(`${issue?.path.join('.')}: ${issue?.message}`);
  }
  const { data } = input;
  const made = await provision(ctx, {
    ...data,
    reason: command.option('reason') ?? `Provisioned on the ${data.plan} plan`,
    newLink: command.flag('new-link'),
  });
  const address = env.PUBLIC_URL ?? `http://localhost:${env.PORT}`;
  const link = made.invitation && `${address}${made.invitation.link}`;
  return {
    json: { ...made, invitation: undefined, link: link ?? null, linkKind: made.invitation?.kind },
    lines: [
      made.created
        ? `${data.slug} is ready.`
        : `${data.slug} was there already, with the same owner. Nothing was changed.`,
      ...(link
        ? [`For ${data.ownerEmail}, once and within a week:`, `  ${link}`]
        : ['Its owner’s link was shown when it was made; --new-link makes another.']),
    ],
  };
}
