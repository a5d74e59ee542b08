import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';

export interface ReceivedMail {
  to: string[];
  /** Headers and text. */
  text: string;
}

export interface MailServer {
  /** For SMTP_URL. */
  url: string;
  /** What was handed over, oldest first. */
  mails: ReceivedMail[];
  close(): void;
}

/** As little of a mail server as takes messages. */
export async function startMailServer(): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const server = net.createServer((socket) => speakSmtp(socket, mails));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `smtp://127.0.0.1:${port}`, mails, close: () => server.close() };
}

function speakSmtp(socket: net.Socket, mails: ReceivedMail[]): void {
  let to: string[] = [];
  let text: string[] | undefined;
  let rest = '';
  socket.write('220 here\r\n');
  const hear = (line: string): string | undefined => {
    if (text && line !== '.') {
      text.push(line);
      return undefined;
    }
    if (text) {
      mails.push({ to, text: text.join('\n') });
      [to, text] = [[], undefined];
    } else if (/^DATA/i.test(line)) {
      text = [];
      return '354 go on';
    }
    const [, recipient] = /^RCPT TO:<([^>]*)>/i.exec(line) ?? [];
    if (recipient) to.push(recipient);
    if (/^QUIT/i.test(line)) {
      socket.end('221 bye\r\n');
      return undefined;
    }
    return '250 ok';
  };
  socket.on('data', (chunk) => {
    const lines = (rest + chunk.toString()).split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const answer = hear(line);
      if (answer) socket.write(`${answer}\r\n`);
    }
  });
}
