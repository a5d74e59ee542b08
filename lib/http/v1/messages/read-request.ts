import type { IncomingHttpHeaders } from 'node:http';
import type { z } from 'zod';
import { AppError } from '@/lib/errors';

const VERSIONS = ['2023-06-01', '2026-10-21'] as const;

/** Betas that change how tokens are written and none that is priced otherwise: a closed list. */
const BETAS = new Set([
  'extended-cache-ttl-2025-04-11',
  'fine-grained-tool-streaming-2025-05-14',
  'interleaved-thinking-2025-05-14',
  'output-128k-2025-02-19',
  'prompt-caching-2024-07-31',
  'structured-outputs-2025-11-13',
  'token-efficient-tools-2025-02-19',
]);

/** Conversations that the provider keeps between turns. Of them the SDK's loop of tools tries this first. */
const THREADS = 'message-threads-2026-08-12';

/** Headers that go on to the provider. Throws `invalid_input` for another version and for a beta that may cost. */
export function passedHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const wanted = headers['anthropic-version']?.toString() ?? VERSIONS[0];
  const version = VERSIONS.find((known) => known === wanted);
  if (!version) throw invalid(`anthropic-version: ${VERSIONS.join(' and ')} are supported.`);
  const betas = (headers['anthropic-beta']?.toString() ?? '')
    .split(',')
    .map((beta) => beta.trim())
    .filter(Boolean);
  if (betas.includes(THREADS))
    throw new AppError('invalid_input', 'No conversation is kept here: send all its messages.', {
      // By this the SDK knows to do so.
      details: { error_code: 'thread_unsupported_request', unsupported: ['thread'] },
    });
  const refused = betas.find((beta) => !BETAS.has(beta));
  if (refused !== undefined)
    throw invalid(`anthropic-beta: ${refused.slice(0, 80)} is not available here.`);
  return {
    'anthropic-version': version,
    ...(betas.length > 0 && { 'anthropic-beta': betas.join(',') }),
  };
}

/** The body, checked, in the words of the Messages API: the place, then what is wrong there. */
export function readRequest<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [place, problem] = deepest(parsed.error.issues);
  throw invalid(`${place.join('.') || 'body'}: ${problem}`);
}

type Issue = z.core.$ZodIssue;

/** Of the ways in which a union was not met, the one that came furthest says most. */
function deepest(issues: readonly Issue[]): [PropertyKey[], string] {
  const [issue] = issues;
  if (!issue) return [[], 'is not valid'];
  if (issue.code === 'unrecognized_keys')
    return [
      [...issue.path, issue.keys[0] ?? ''],
      'is not supported here: only fields are passed on whose cost is known.',
    ];
  if (issue.code !== 'invalid_union') return [[...issue.path], issue.message];
  if (issue.errors.length === 0)
    return [
      [...issue.path],
      'is of a kind that is not supported here: only those are passed on whose cost is known.',
    ];
  const branches = issue.errors.map(deepest);
  const [place, problem] = branches.reduce((best, each) =>
    each[0].length > best[0].length ? each : best,
  );
  return [[...issue.path, ...place], problem];
}

function invalid(message: string): AppError {
  return new AppError('invalid_input', message);
}
