import { createHash, createHmac } from 'node:crypto';

export interface StoreAccess {
  region: string;
  keyId: string;
  secret: string;
  sessionToken?: string;
}

interface PutRequest {
  url: URL;
  /** With lower-case names; all of them are signed. */
  headers: Record<string, string>;
  body: Uint8Array;
  at: Date;
}

/**
 * The headers with which S3 takes the body under the URL: AWS Signature Version 4 over all of them
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html).
 */
export function signPut(
  access: StoreAccess,
  { url, headers, body, at }: PutRequest,
): Record<string, string> {
  const stamp = at.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = stamp.slice(0, 8);
  const bodyHash = sha256(body);
  const all: Record<string, string> = {
    ...headers,
    host: url.host,
    'x-amz-content-sha256': bodyHash,
    'x-amz-date': stamp,
    ...(access.sessionToken && { 'x-amz-security-token': access.sessionToken }),
  };
  const names = Object.keys(all).sort();
  const canonical = [
    'PUT',
    url.pathname,
    '',
    ...names.map((name) => `${name}:${all[name]?.trim()}`),
    '',
    names.join(';'),
    bodyHash,
  ].join('\n');
  const scope = `${day}/${access.region}/s3/aws4_request`;
  const signature = hmac(
    signingKey(access, day),
    ['AWS4-HMAC-SHA256', stamp, scope, sha256(canonical)].join('\n'),
  ).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${access.keyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { ...all, authorization };
}

function signingKey({ secret, region }: StoreAccess, day: string): Buffer {
  return [day, region, 's3', 'aws4_request'].reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`));
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
