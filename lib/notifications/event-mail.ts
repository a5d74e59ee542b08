import type { EventMessage } from './event-message';
import { portalAddress } from './event-message';
import type { SentKind } from './schema';

type Data = Record<string, unknown>;

const SUBJECT: Record<SentKind, (data: Data) => string> = {
  'budget.threshold': ({ percent }) => `a budget has reached ${percent}%`,
  'document.failed': () => 'a document could not be read',
  'key.created': () => 'an API key was created',
  'admin.added': ({ role }) => `there is a new ${role}`,
  'sign_in.new_device': ({ device }) => `sign-in from a new device (${device})`,
  'support.granted': () => 'support access was granted',
  'plan.changed': ({ to }) => `the plan is ${to} now`,
  'workspace.contained': ({ state }) =>
    state === 'ended' ? 'the workspace is no longer held back' : 'the workspace is held back',
  'incident.notice': ({ title }) => String(title),
  'webhook.disabled': () => 'a webhook was switched off',
  'webhook.test': () => 'a test',
};

const SENTENCE: Record<SentKind, (data: Data) => string> = {
  'budget.threshold': ({ percent, unit, period, scope }) =>
    `${percent}% of the ${unit === 'price' ? 'money' : 'tokens'} of a ${period} is used, in a budget of ${SCOPE[String(scope)] ?? 'the workspace'}.`,
  'document.failed': ({ code }) => `A document of the library failed (${code}).`,
  'key.created': ({ replaces }) =>
    replaces ? 'An API key was rotated: there is a successor.' : 'Somebody created an API key.',
  'admin.added': ({ role }) => `Somebody became ${role} and may manage the workspace.`,
  'sign_in.new_device': ({ device }) =>
    `Somebody signed in on a device that the account was never used on: ${device}.`,
  'support.granted': () => 'An operator of the platform was given access for a while.',
  'plan.changed': ({ from, to }) => `The plan changed from ${from} to ${to}.`,
  'workspace.contained': ({ state, until }) =>
    state === 'ended'
      ? 'What held the workspace back is over.'
      : `The platform holds the workspace back until ${until}.`,
  'incident.notice': ({ text }) => String(text),
  'webhook.disabled': ({ because }) =>
    because === 'gone'
      ? 'A webhook answered that it is gone. It gets nothing until it is switched on again.'
      : 'Deliveries to a webhook failed for days. It gets nothing until it is switched on again.',
  'webhook.test': () => 'Somebody tried whether messages arrive. They do.',
};

const SCOPE: Record<string, string> = {
  tenant: 'the workspace',
  user: 'a person',
  key: 'an API key',
  model: 'a model',
  feature: 'a feature',
};

/** What a person reads. `more`: further events of the kind that the same e-mail tells of. */
export function eventMail(message: EventMessage, more: number): { subject: string; text: string } {
  const { slug } = message.tenant;
  return {
    subject: `${slug}: ${SUBJECT[message.type](message.data)}`,
    text: [
      SENTENCE[message.type](message.data),
      ...(more > 0 ? [`And ${more} more like this.`] : []),
      '',
      message.link,
      '',
      `Which e-mails you get: ${portalAddress()}/t/${slug}/notifications`,
    ].join('\n'),
  };
}
