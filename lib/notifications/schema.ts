import { z } from 'zod';

const id = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'Not an id.');

/** What a workspace can be told of. */
export const EVENT_KINDS = [
  'budget.threshold',
  'document.failed',
  'key.created',
  'admin.added',
  'sign_in.new_device',
  'support.granted',
  'plan.changed',
  'workspace.contained',
  'incident.notice',
  'webhook.disabled',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** Sent by hand alone; nobody sets who hears of it. */
export const TEST_KIND = 'webhook.test';
export type SentKind = EventKind | typeof TEST_KIND;

const kind = z.enum(EVENT_KINDS);

/** Failed documents can be hundreds at once, and the library shows them: e-mail is for whoever wants it. */
export function toldByDefault(of: EventKind): boolean {
  return of !== 'document.failed';
}

export const setNotificationSchema = z.object({
  kind,
  /** The owner and admins by e-mail. */
  admins: z.boolean(),
  /** Members beside them, by e-mail. */
  people: z.array(id).max(50, 'At most 50 people.'),
  /** Endpoints that get it; all others do not. */
  endpoints: z.array(id).max(20),
});
export type SetNotification = z.infer<typeof setNotificationSchema>;

/** What the person wants no e-mail about. */
export const chooseOwnSchema = z.object({ muted: z.array(kind).max(EVENT_KINDS.length) });
export type ChooseOwn = z.infer<typeof chooseOwnSchema>;

export const addWebhookSchema = z.object({
  address: z
    .url({ protocol: /^https?$/, error: 'Give an address that begins with https://.' })
    .max(500, 'At most 500 characters.')
    .refine((url) => !/^[^/]*\/\/[^/]*@/.test(url), 'Leave out user and password.'),
  kinds: z.array(kind).min(1, 'Choose at least one kind of event.').max(EVENT_KINDS.length),
});
export type AddWebhook = z.infer<typeof addWebhookSchema>;

export const rotateSecretSchema = z.object({
  id,
  /** For how long messages are signed under the former secret too; 0: no longer. */
  overlapHours: z.number().int().min(0).max(720, 'At most 30 days.'),
});
export type RotateSecret = z.infer<typeof rotateSecretSchema>;

export const oneIdSchema = z.object({ id });

export const switchWebhookSchema = z.object({ id, on: z.boolean() });
export type SwitchWebhook = z.infer<typeof switchWebhookSchema>;

export type DisabledBecause = 'failing' | 'gone' | 'person';

export interface WebhookView {
  id: string;
  address: string;
  kinds: EventKind[];
  createdAt: string;
  /** Since when every delivery has failed. */
  failingSince: string | null;
  disabled: { at: string; because: DisabledBecause } | null;
  /** Until when messages are signed under the former secret too. */
  formerUntil: string | null;
  waiting: number;
}

/** `secret` is given out this once. */
export interface NewSecretOf {
  id: string;
  secret: string;
}

export interface NotificationView {
  kind: EventKind;
  admins: boolean;
  people: string[];
}

export interface NotificationsView {
  settings: NotificationView[];
  webhooks: WebhookView[];
  /** Who can be chosen. */
  members: { id: string; name: string; email: string }[];
  /** Whether the installation can send e-mail at all. */
  sendsMail: boolean;
}

export type DeliveryState = 'waiting' | 'delivered' | 'failed';

export interface DeliveryView {
  id: string;
  /** Of the event: the same in `webhook-id`, whoever else got it. */
  eventId: string;
  kind: SentKind;
  at: string;
  /** Address of the endpoint, or the person's name. */
  to: string;
  channel: 'webhook' | 'email';
  state: DeliveryState;
  attempts: number;
  /** HTTP status of the last try. */
  status: number | null;
  failure: string | null;
  nextAt: string | null;
  deliveredAt: string | null;
  /** Further events of the kind that the same e-mail tells of. */
  more: number;
}

export interface DeliveryPage {
  deliveries: DeliveryView[];
  /** For the next page; null on the last. */
  older: string | null;
}

/** Of the page's address; what is malformed counts as absent. */
export const deliveryParams = z.object({
  endpoint: id.optional().catch(undefined),
  older: z.string().max(80).optional().catch(undefined),
});
export type DeliveryParams = z.infer<typeof deliveryParams>;
