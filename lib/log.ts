import pino from 'pino';
import { env } from './env';
import { processState } from './process-state';

/**
 * Structured lines on standard output. Content never goes into a log: callers pass ids, codes and
 * counts. The redaction list is a second net, not the rule.
 */
export const log = processState('log', () =>
  pino({
    level: env.LOG_LEVEL,
    base: undefined,
    redact: {
      paths: [
        'password',
        'token',
        'apiKey',
        'authorization',
        'cookie',
        '*.password',
        '*.token',
        '*.apiKey',
        '*.authorization',
        '*.cookie',
      ],
      remove: true,
    },
  }),
);
