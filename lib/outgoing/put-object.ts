import { createHash, createHmac } from 'node:crypto';
import type { Readable } from 'node:stream';
import { guardedRequest } from './guarded-request';

export interface ObjectPut {
  /** Of the service, without a path. */
  endpoint: string;
  region: string;
  bucket: string;
  /** Without a leading slash. */
  key: string;
  accessKeyId: string;
  secret: string;
  stream: Readable;
  bytes: number;
  /** SHA-256 of the bytes, hex: the service refuses others. */
  sha256: string;
  contentType: string;
  at: Date;
  mayBePrivate: boolean;
  timeoutMs: number;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const MOST_ANSWER = 4_096;

/**
 * Puts one object with one signed request (AWS Signature Version 4, path style, which every S3-compatible service takes) and
 * returns the status. Rejects with `PrivateAddress` where the address leads inside, and with the connection's error.
 */
export async function putObject(put: ObjectPut): Promise<{ status: number; code: string | null }> {
  const url = new URL(put.endpoint);
  url.pathname = `/${put.bucket}/${put.key.split('/').map(encodePart).join('/')}`;
  const headers = signedHeaders(put, url);
  const { status, body } = await guardedRequest({
    url,
    method: 'PUT',
    headers,
    body: { stream: put.stream, bytes: put.bytes },
    mayBePrivate: put.mayBePrivate,
    timeoutMs: put.timeoutMs,
    mostBytes: MOST_ANSWER,
  });
  const code = /<Code>([A-Za-z0-9.]{1,60})<\/Code>/.exec(body.toString('utf8'))?.[1] ?? null;
  return { status, code };
}

/** Headers of the request, its signature among them. */
export function signedHeaders(
  {
    region,
    accessKeyId,
    secret,
    sha256,
    contentType,
    at,
  }: Pick<ObjectPut, 'region' | 'accessKeyId' | 'secret' | 'sha256' | 'contentType' | 'at'>,
  url: URL,
): Record<string, string> {
  const time = `${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  const day = time.slice(0, 8);
  const headers: Record<string, string> = {
    'content-type': contentType,
    host: url.host,
    'x-amz-content-sha256': sha256,
    'x-amz-date': time,
  };
  const names = Object.keys(headers).sort();
  const canonical = [
    'PUT',
    url.pathname,
    '',
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    sha256,
  ].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const text = [ALGORITHM, time, scope, createHash('sha256').update(canonical).digest('hex')].join(
    '\n',
  );
  const key = [day, region, 's3', 'aws4_request'].reduce(
    (from: Buffer | string, part) => createHmac('sha256', from).update(part).digest(),
    `AWS4${secret}`,
  );
  const signature = createHmac('sha256', key).update(text).digest('hex');
  return {
    ...headers,
    authorization: `${ALGORITHM} Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  };
}

/** As the signature asks: everything but letters, digits and `-._~`. */
function encodePart(part: string): string {
  return encodeURIComponent(part).replaceAll(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
