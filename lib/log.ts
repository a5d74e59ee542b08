import pino, { type LoggerOptions } from 'pino';
import { env } from './env';
import { processState } from './process-state';

/** Names under which a secret could be passed, at whatever depth callers pass anything. */
const SECRETS = [
  'password',
  'token',
  'apiKey',
  'credential',
  'authorization',
  '["x-api-key"]',
  'cookie',
];

/** The public beginning of an API key says which it is; what follows opens everything that the key may. */
const KEY_TEXT = /\b(ten_[a-z]{1,12}_[0-9A-Za-z]{22})_[0-9A-Za-z]{43}(?:_[0-9A-Za-z]{6})?/g;

/** For the one logger, and for tests of what it leaves out. */
export const LOG_OPTIONS: LoggerOptions = {
  base: undefined,
  redact: {
    paths: ['', '*', '*.*'].flatMap((above) =>
      SECRETS.map((name) =>
        name.startsWith('[') || above === '' ? `${above}${name}` : `${above}.${name}`,
      ),
    ),
    remove: true,
  },
  hooks: { streamWrite: (line) => line.replaceAll(KEY_TEXT, '$1_[key]') },
};

/**
 * Structured lines on standard output. Content never goes into a log: callers pass ids, codes and
 * counts. The redaction is a second net, not the rule.
 */
export const log = processState('log', () => pino({ ...LOG_OPTIONS, level: env.LOG_LEVEL }));
