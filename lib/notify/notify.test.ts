import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startMailServer } from '@/e2e/support/mail-server';
import { startNameServer } from '@/e2e/support/name-server';

vi.hoisted(() => {
  process.env.TENANTRY_PRIVATE_WEBHOOKS = 'true';
});

const { env } = await import('@/lib/env');
const { postWebhook } = await import('./post-webhook');
const { isPublicAddress, PrivateAddress, publicLookup } = await import(
  '@/lib/outgoing/public-lookup'
);
const { sendMail } = await import('./send-mail');
const { newWebhookSecret, REPLAY_WINDOW_SECONDS, signatureHeaders, verifyWebhook } = await import(
  './webhook-signature'
);

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const server of opened.splice(0)) server.close();
  env.TENANTRY_PRIVATE_WEBHOOKS = true;
});

async function listening<T extends net.Server>(server: T): Promise<number> {
  opened.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe('a webhook', () => {
  it('is signed over its id, its time and its body, under each secret', () => {
    const at = new Date('2026-11-21T12:00:00Z');
    const message = { id: 'm1', body: '{"a":1}' };
    const [one, two, other] = [newWebhookSecret(), newWebhookSecret(), newWebhookSecret()];
    const headers = signatureHeaders([one, two], message, at);
    const holds = (secret: string, given = headers, body = message.body, seconds = 0) =>
      verifyWebhook(secret, given, body, new Date(at.getTime() + seconds * 1000));
    expect(holds(one)).toBe(true);
    expect(holds(two, headers, message.body, REPLAY_WINDOW_SECONDS)).toBe(true);
    expect(holds(other)).toBe(false);
    expect(holds(one, headers, '{"a":2}')).toBe(false);
    expect(holds(one, headers, message.body, REPLAY_WINDOW_SECONDS + 1)).toBe(false);
    expect(holds(one, { ...headers, 'webhook-id': 'm2' })).toBe(false);
    const v2 = headers['webhook-signature']?.replaceAll('v1,', 'v2,');
    expect(holds(one, { ...headers, 'webhook-signature': v2 ?? '' })).toBe(false);
    expect(holds(one, {})).toBe(false);
  });

  it('has the signature of the standard’s own example', () => {
    const message = {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      body: '{"test": 2432232314}',
    };
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const headers = signatureHeaders([secret], message, new Date(1614265330_000));
    expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('arrives once, whole and signed, and a redirect is the end of it', async () => {
    const bodies: string[] = [];
    const headers: http.IncomingHttpHeaders[] = [];
    const port = await listening(
      http.createServer(async (request, response) => {
        const parts: Buffer[] = [];
        for await (const part of request) parts.push(part as Buffer);
        bodies.push(Buffer.concat(parts).toString());
        headers.push(request.headers);
        response
          .writeHead(302, { location: 'http://127.0.0.1:1/elsewhere' })
          .end('x'.repeat(9_999));
      }),
    );
    const body = '{"what":"é"}';
    const url = `http://127.0.0.1:${port}/hook`;
    const secret = newWebhookSecret();
    await expect(postWebhook({ id: 'n1', url, secrets: [secret], body })).resolves.toBe(302);
    expect(bodies).toEqual([body]);
    expect(headers[0]).toMatchObject({ 'webhook-id': 'n1' });
    expect(verifyWebhook(secret, headers[0] ?? {}, body, new Date())).toBe(true);
  });

  it('waits for a slow answer no longer than its time, and reads none that has no end', async () => {
    const slow = await listening(http.createServer(() => undefined));
    const message = { id: 'n', secrets: [newWebhookSecret()], body: '{}', timeoutMs: 50 };
    await expect(postWebhook({ ...message, url: `http://127.0.0.1:${slow}/` })).rejects.toThrow(
      'aborted',
    );
    let written = 0;
    const endless = await listening(
      http.createServer((_, response) => {
        const write = () => {
          if (response.destroyed) return;
          written += 65_536;
          response.write(Buffer.alloc(65_536), write);
        };
        response.writeHead(200);
        write();
        response.on('close', () => opened.push({ close: () => undefined }));
      }),
    );
    const url = `http://127.0.0.1:${endless}/`;
    await expect(postWebhook({ ...message, timeoutMs: 5_000, url })).resolves.toBe(200);
    const closed = () => expect(opened).toHaveLength(3);
    await vi.waitFor(closed);
    expect(written).toBeLessThan(32 * 1_048_576);
  });

  it('is not led on by headers without an end', async () => {
    const port = await listening(
      net.createServer((socket) => {
        socket.on('error', () => undefined);
        socket.write('HTTP/1.1 200 OK\r\n');
        for (let n = 0; n < 1_000; n++) socket.write(`x-${n}: ${'y'.repeat(1_000)}\r\n`);
      }),
    );
    const message = { id: 'n', secrets: [newWebhookSecret()], body: '{}' };
    await expect(
      postWebhook({ ...message, url: `http://127.0.0.1:${port}/` }),
    ).rejects.toMatchObject({ code: 'HPE_HEADER_OVERFLOW' });
  });

  it('goes to no address inside, by number, by name or by the ways to hide one', async () => {
    const port = await listening(http.createServer((_, response) => response.end()));
    env.TENANTRY_PRIVATE_WEBHOOKS = false;
    for (const host of [
      '127.0.0.1',
      'localhost',
      '0x7f.1',
      '2130706433',
      '[::1]',
      '[::ffff:7f00:1]',
    ])
      await expect(
        postWebhook({
          id: 'n',
          url: `http://${host}:${port}/`,
          secrets: ['whsec_eA=='],
          body: '{}',
        }),
        host,
      ).rejects.toThrow(PrivateAddress);
  });

  it.each([
    ['10.0.0.1', false],
    ['169.254.169.254', false],
    ['100.64.0.1', false],
    ['fd00:ec2::254', false],
    ['64:ff9b::7f00:1', false],
    ['0.0.0.0', false],
    ['2606:4700::1111', true],
    ['1.1.1.1', true],
    ['nonsense', false],
  ])('%s is public: %s', (address, isPublic) => expect(isPublicAddress(address)).toBe(isPublic));

  it('is not led inside by a name that has an address there, whatever else it has', async () => {
    env.TENANTRY_PRIVATE_WEBHOOKS = false;
    const names = await startNameServer({
      'inside.example': ['127.0.0.1'],
      'both.example': ['1.1.1.1', '10.0.0.7'],
      'cloud.example': ['169.254.169.254'],
      'outside.example': ['1.1.1.1'],
    });
    opened.push(names);
    const found = (name: string) =>
      new Promise((resolve) =>
        publicLookup(name, { all: true }, (failure, addresses) => resolve(failure ?? addresses)),
      );
    for (const name of ['localhost', 'a.localhost.', 'inside.example', 'both.example'])
      expect(await found(name), name).toBeInstanceOf(PrivateAddress);
    const message = { id: 'n', secrets: [newWebhookSecret()], body: '{}' };
    await expect(
      postWebhook({ ...message, url: 'http://cloud.example/latest/meta-data/' }),
    ).rejects.toThrow(PrivateAddress);
    // One question, whose answer is what the socket connects to: a second answer would lead nowhere.
    const asked = names.asked('outside.example');
    expect(await found('outside.example')).toEqual([{ address: '1.1.1.1', family: 4 }]);
    expect(names.asked('outside.example') - asked).toBe(1);
  });
});

describe('an e-mail', () => {
  it('is handed to the mail server, with no line of its own in the headers', async () => {
    const server = await startMailServer();
    opened.push(server);
    env.SMTP_URL = server.url;
    await sendMail({
      id: 'n1',
      to: 'ops@tenantry.example',
      subject: 'Paused\r\nBcc: evil@example.com',
      text: 'Halden Marine is paused.',
    });
    const [mail, ...more] = server.mails;
    expect(mail?.text).toContain('Halden Marine is paused.');
    expect(mail?.text).not.toMatch(/^Bcc:/m);
    expect([mail?.to, more]).toEqual([['ops@tenantry.example'], []]);
  });

  it('is refused without a mail server', async () => {
    env.SMTP_URL = undefined;
    await expect(sendMail({ id: 'n', to: 'a@b.example', subject: 's', text: 't' })).rejects.toThrow(
      /SMTP_URL/,
    );
  });
});
