import { Writable } from 'node:stream';
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { LOG_OPTIONS } from './log';
import { newKeyCredential } from './tenancy/key-credential';

function written(write: (log: pino.Logger) => void): string {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _, done) {
      lines.push(String(chunk));
      done();
    },
  });
  write(pino(LOG_OPTIONS, stream));
  return lines.join('');
}

describe('the log', () => {
  const { text } = newKeyCredential('professional');
  const secret = text.split('_')[3] ?? 'none';

  it.each<[string, (log: pino.Logger) => void]>([
    ['a header', (log) => log.info({ headers: { 'x-api-key': text } }, 'a request')],
    ['a bearer', (log) => log.info({ req: { headers: { authorization: `Bearer ${text}` } } })],
    ['a header’s half', (log) => log.info({ 'x-api-key': secret })],
    ['a field', (log) => log.info({ credential: secret, apiKey: secret })],
    ['words', (log) => log.warn(`no such key: ${text}`)],
    ['an error', (log) => log.error({ err: new Error(`refused ${text}`) }, 'it failed')],
    ['a list', (log) => log.info({ argv: ['--key', text] })],
    ['an address', (log) => log.info({ url: `/v1/messages?key=${text}` })],
    ['a key without its checksum', (log) => log.info({ name: text.slice(0, -7) })],
  ])('has no key from %s', (_, write) => {
    const lines = written(write);
    expect(lines).toContain('"time"');
    expect(lines).not.toContain(secret);
  });

  it('says which key it was', () => {
    const shown = text.split('_').slice(0, 3).join('_');
    expect(written((log) => log.warn(`no such key: ${text}`))).toContain(`${shown}_[key]`);
  });
});
