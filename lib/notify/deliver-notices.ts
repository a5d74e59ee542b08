import { EventEmitter } from 'node:events';
import { clock, now } from '@/lib/clock';
import { listen } from '@/lib/db/listen';
import { type ClaimedNotice, claimNotice, endNotice } from '@/lib/db/notice-outbox';
import { env } from '@/lib/env';
import { openSecret } from '@/lib/identity/seal-secret';
import { startWokenLoops } from '@/lib/jobs/woken-loops';
import { log } from '@/lib/log';
import { PrivateAddress } from '@/lib/outgoing/public-lookup';
import { endpointOwner } from './endpoints';
import { mailOf, webhookBody } from './notice-message';
import { postWebhook } from './post-webhook';
import { sendMail, sendsMail } from './send-mail';

const CHANNEL = 'tenantry_notices';
const FIRST_WAIT_MS = 10_000;
const LONGEST_WAIT_MS = 3_600_000;
/** About half a day. */
const MOST_TRIES = 18;

/** Delivers what is due, one after the other. A try that fails is made again later, with ever longer waits. */
export async function deliverNotices(signal = new AbortController().signal): Promise<void> {
  while (!signal.aborted) {
    const notice = await claimNotice(now());
    if (!notice) return;
    const failure = await failureOf(notice);
    const again =
      failure && notice.attempts < MOST_TRIES && !failure.final
        ? new Date(clock().now() + waitMs(notice.attempts))
        : undefined;
    await endNotice(notice, failure ? { failure: failure.code, again } : { delivered: now() });
    if (failure)
      log.warn({ notice: notice.id, err: failure.code, again }, 'a notice was not delivered');
  }
}

/** The worker's loop. */
export function startNotices(): { stop(): Promise<void> } {
  const outbox = new EventEmitter<{ filled: [] }>();
  const listener = listen(CHANNEL, () => outbox.emit('filled'));
  const loops = startWokenLoops({
    atOnce: 2,
    takeAll: deliverNotices,
    onMore(wake) {
      outbox.on('filled', wake);
      return () => outbox.off('filled', wake);
    },
    failure: 'no notice could be claimed',
  });
  return {
    async stop() {
      await loops.stop();
      await listener.close();
    },
  };
}

interface Failure {
  code: string;
  /** It would fail the same way each time. */
  final: boolean;
}

async function failureOf(notice: ClaimedNotice): Promise<Failure | undefined> {
  try {
    if (notice.endpoint.kind === 'email') {
      if (!sendsMail()) return { code: 'no mail server is set', final: true };
      const mail = mailOf(notice, env.PUBLIC_URL ?? `http://localhost:${env.PORT}`);
      await sendMail({ id: notice.id, to: notice.endpoint.address, ...mail });
      return undefined;
    }
    const { id, address, secret } = notice.endpoint;
    if (!secret) throw new Error('A webhook has a secret.');
    const status = await postWebhook({
      id: notice.id,
      url: address,
      secrets: [openSecret(secret, endpointOwner(id))],
      body: webhookBody(notice),
    });
    return status >= 200 && status < 300 ? undefined : { code: `status ${status}`, final: false };
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException;
    return { code: String(code ?? name).slice(0, 100), final: error instanceof PrivateAddress };
  }
}

function waitMs(attempts: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempts - 1));
}
