import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

const claimsSchema = z.object({
  exp: z.number(),
  access: z.union([
    z.enum(['r', 'm']),
    z.array(z.object({ collection: z.string(), access: z.enum(['r', 'rw']) }).strict()),
  ]),
});

/** Who calls: the holder of the API key, or of a token for the listed collections. */
export type Caller =
  | { kind: 'manager' }
  | { kind: 'token'; secondsLeft: number; access: z.infer<typeof claimsSchema>['access'] }
  | { kind: 'refused'; reason: string };

/** As Qdrant with `jwt_rbac`: the API key itself, or a JWT that it signed and that has not expired. */
export function callerOf(apiKey: string, given: string | undefined): Caller {
  if (!given) return refused('Must provide an API key or an Authorization bearer token');
  if (given === apiKey) return { kind: 'manager' };
  const [header, body, signature, ...rest] = given.split('.');
  if (!header || !body || !signature || rest.length > 0) return refused('Invalid API key or JWT');
  if (decode(header)?.alg !== 'HS256') return refused('Invalid JWT: algorithm');
  const expected = createHmac('sha256', apiKey).update(`${header}.${body}`).digest();
  const found = Buffer.from(signature, 'base64url');
  if (found.length !== expected.length || !timingSafeEqual(found, expected))
    return refused('Invalid JWT: signature');
  const claims = claimsSchema.safeParse(decode(body));
  if (!claims.success) return refused('Invalid JWT: claims');
  const secondsLeft = claims.data.exp - Date.now() / 1_000;
  if (secondsLeft <= 0) return refused('Invalid JWT: ExpiredSignature');
  return { kind: 'token', secondsLeft, access: claims.data.access };
}

/** Whether a token lets its holder read or write the collection or alias that the call names. */
export function mayAccess(caller: Caller, name: string, write: boolean): boolean {
  if (caller.kind === 'manager') return true;
  if (caller.kind === 'refused') return false;
  if (typeof caller.access === 'string') return caller.access === 'm' || !write;
  return caller.access.some((rule) => rule.collection === name && (rule.access === 'rw' || !write));
}

function refused(reason: string): Caller {
  return { kind: 'refused', reason };
}

function decode(part: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return undefined;
  }
}
