import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';

vi.hoisted(() => {
  process.env.TENANTRY_PRIVATE_WEBHOOKS = 'true';
});

const { env } = await import('@/lib/env');
const { postWebhook } = await import('./post-webhook');
const { isPublicAddress, PrivateAddress, publicLookup } = await import(
  '@/lib/outgoing/public-lookup'
);
const { sendMail } = await import('./send-mail');
const { REPLAY_WINDOW_SECONDS, signWebhook, verifyWebhook } = await import('./webhook-signature');

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
  it('is signed over its time and its body', () => {
    const at = new Date('2026-11-21T12:00:00Z');
    const header = signWebhook('secret', '{"a":1}', at);
    const later = (seconds: number) => new Date(at.getTime() + seconds * 1000);
    expect(verifyWebhook('secret', '{"a":1}', header, later(REPLAY_WINDOW_SECONDS))).toBe(true);
    expect(verifyWebhook('secret', '{"a":2}', header, at)).toBe(false);
    expect(verifyWebhook('other', '{"a":1}', header, at)).toBe(false);
    expect(verifyWebhook('secret', '{"a":1}', header, later(REPLAY_WINDOW_SECONDS + 1))).toBe(
      false,
    );
    expect(verifyWebhook('secret', '{"a":1}', header.replace('v1=', 'v2='), at)).toBe(false);
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
    await expect(postWebhook({ id: 'n1', url, secret: 's', body })).resolves.toBe(302);
    expect(bodies).toEqual([body]);
    expect(headers[0]).toMatchObject({ 'tenantry-notice': 'n1' });
    const signature = String(headers[0]?.['tenantry-signature']);
    expect(verifyWebhook('s', body, signature, new Date())).toBe(true);
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
        postWebhook({ id: 'n', url: `http://${host}:${port}/`, secret: 's', body: '{}' }),
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

  it('is not led inside by a name that has an address there', async () => {
    const error = await new Promise((resolve) =>
      publicLookup('localhost', { all: true }, (failure) => resolve(failure)),
    );
    expect(error).toBeInstanceOf(PrivateAddress);
  });
});

describe('an e-mail', () => {
  it('is handed to the mail server, with no line of its own in the headers', async () => {
    const said: string[] = [];
    const port = await listening(net.createServer((socket) => speakSmtp(socket, said)));
    env.SMTP_URL = `smtp://127.0.0.1:${port}`;
    await sendMail({
      id: 'n1',
      to: 'ops@tenantry.example',
      subject: 'Paused\r\nBcc: evil@example.com',
      text: 'Halden Marine is paused.',
    });
    const message = said.join('\n');
    expect(message).toContain('Halden Marine is paused.');
    expect(message).not.toMatch(/^Bcc:/m);
    expect(said.filter((line) => /^RCPT TO/i.test(line))).toHaveLength(1);
  });

  it('is refused without a mail server', async () => {
    env.SMTP_URL = undefined;
    await expect(sendMail({ id: 'n', to: 'a@b.example', subject: 's', text: 't' })).rejects.toThrow(
      /SMTP_URL/,
    );
  });
});

/** As little of a mail server as takes a message. */
function speakSmtp(socket: net.Socket, said: string[]): void {
  let inData = false;
  let rest = '';
  socket.write('220 here\r\n');
  socket.on('data', (chunk) => {
    const lines = (rest + chunk.toString()).split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      said.push(line);
      if (inData && line !== '.') continue;
      inData = /^DATA/i.test(line);
      const isBye = /^QUIT/i.test(line);
      socket.write(inData ? '354 go on\r\n' : isBye ? '221 bye\r\n' : '250 ok\r\n');
      if (isBye) socket.end();
    }
  });
}
