import { now } from '@/lib/clock';
import { newId } from '@/lib/ids';
import { eventMessage } from '@/lib/notifications/event-message';
import { sealEventBody, sealWebhook } from '@/lib/notifications/webhook-row';
import { newWebhookSecret } from '@/lib/notify/webhook-signature';
import { callAction, changes, knowsNobody, watchRow } from './action-attempts';
import { putRow } from './fill-tables';
import { CONTENT, FIGURES, type GuardedPath, type PathEntry, ROWS } from './path';
import { page } from './read-attempts';
import type { MatrixScene } from './scene';

const ACTIONS = 'lib/notifications/actions.ts';

/** What a workspace tells its people and programs. */
export const NOTIFICATION_PATHS: Record<string, PathEntry> = {
  [`action ${ACTIONS}#addWebhookAction`]: {
    withoutLocks: 'adds a webhook to the workspace of its own context, and takes no id of a row',
  },
  [`action ${ACTIONS}#chooseOwnAction`]: {
    withoutLocks:
      'the caller’s own choice in the workspace of its own context; takes no id of a row',
  },
  'page /t/[tenant]/notifications': {
    ...page(CONTENT, () => '/notifications'),
    async prepare(scene) {
      await makeDelivery(scene);
      return page(CONTENT, () => '/notifications').prepare(scene);
    },
  },
  [`action ${ACTIONS}#setNotificationAction`]: setsForOthers(),
  [`action ${ACTIONS}#rotateSecretAction`]: changesUnder(CONTENT, 'rotateSecretAction', {
    overlapHours: 0,
  }),
  [`action ${ACTIONS}#sendAgainAction`]: {
    locks: ROWS,
    entered: true,
    async prepare(scene) {
      const id = await makeDelivery(scene);
      const changed = await watchRow(scene, { table: 'event_delivery', id });
      return async () => {
        const args = [scene.attacker.slug, { id }];
        await callAction(scene, `${ACTIONS}#sendAgainAction`, scene.double, args);
        return changed();
      };
    },
  },
  ...Object.fromEntries([
    // A delivery to another workspace's webhook is refused by a foreign key whatever the locks are.
    knowsNobody(`${ACTIONS}#sendTestAction`, (id) => ({ id }), makeWebhook),
    changes(`${ACTIONS}#switchWebhookAction`, async (scene) => {
      const id = await makeWebhook(scene);
      return { table: 'webhook_endpoint', id, input: { id, on: false } };
    }),
    changes(`${ACTIONS}#removeWebhookAction`, async (scene) => ({
      table: 'webhook_endpoint',
      id: await makeWebhook(scene),
    })),
  ]),
};

function changesUnder(
  locks: GuardedPath['locks'],
  name: string,
  more: Record<string, unknown>,
): GuardedPath {
  const [, path] = changes(`${ACTIONS}#${name}`, async (scene) => {
    const id = await makeWebhook(scene);
    return { table: 'webhook_endpoint', id, input: { id, ...more } };
  });
  return { ...path, locks };
}

/** Names a webhook of the victim among those that get a kind of event of the attacker's. */
function setsForOthers(): GuardedPath {
  return {
    locks: FIGURES,
    entered: true,
    async prepare(scene) {
      const id = await makeWebhook(scene);
      const changed = await watchRow(scene, { table: 'webhook_endpoint', id });
      return async () => {
        const input = { kind: 'plan.changed', admins: false, people: [], endpoints: [id] };
        const args = [scene.attacker.slug, input];
        await callAction(scene, `${ACTIONS}#setNotificationAction`, scene.double, args);
        return changed();
      };
    },
  };
}

/** One of the victim's, which nothing is sent to. */
export async function makeWebhook({ victim, book }: MatrixScene): Promise<string> {
  const { ctx } = victim;
  const id = newId();
  const address = `https://hooks.example.test/${book.plant('victim', 'address of a webhook')}`;
  await putRow('webhook_endpoint', {
    ...{ tenant_id: ctx.tenantId, id, kinds: ['webhook.disabled'], created_at: now() },
    address_sealed: sealWebhook(ctx, id, 'address', address),
    secret_sealed: sealWebhook(ctx, id, 'secret', newWebhookSecret()),
  });
  return id;
}

/** A message of the victim's that was given up long ago, newer in the log than any other. */
export async function makeDelivery(scene: MatrixScene): Promise<string> {
  const { ctx, slug } = scene.victim;
  const endpointId = await makeWebhook(scene);
  const event = { id: newId(), kind: 'plan.changed', at: now(), facts: {} } as const;
  const body = JSON.stringify(eventMessage(event, { id: ctx.tenantId, slug }));
  await putRow('tenant_event', {
    ...{ tenant_id: ctx.tenantId, id: event.id, kind: event.kind, at: event.at },
    ...{ body_sealed: sealEventBody(ctx, event.id, body), spread_at: now() },
  });
  const id = newId();
  await putRow('event_delivery', {
    ...{ tenant_id: ctx.tenantId, id, event_id: event.id, endpoint_id: endpointId },
    ...{ created_at: '2999-01-01T00:00:00Z', attempts: 1, failure: 'test' },
  });
  return id;
}
