import { clock, now } from '@/lib/clock';
import { type ClaimedReceipt, claimReceipt, endReceipt } from '@/lib/db/erasure-receipts';
import { log } from '@/lib/log';
import { type Mail, sendMail, sendsMail } from '@/lib/notify/send-mail';

const FIRST_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 6 * 3_600_000;

/**
 * Sends the receipts of finished erasures to those who owned the workspaces, one after the other, and forgets each address
 * with the sending. One that fails is tried again with ever longer waits, until the database forgets it after two weeks.
 */
export async function sendReceipts(send = sendMail, sends = sendsMail()): Promise<void> {
  for (;;) {
    const claimed = await claimReceipt(now());
    if (!claimed) return;
    const again = sends ? await triedUntil(claimed, send) : undefined;
    await endReceipt(claimed.id, again);
  }
}

/** Undefined once it was sent, else when to try again. */
async function triedUntil(
  claimed: ClaimedReceipt,
  send: (mail: Mail) => Promise<void>,
): Promise<Date | undefined> {
  try {
    await send(mailOf(claimed));
    return undefined;
  } catch (error) {
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (claimed.attempts - 1));
    const { code, name } = error as NodeJS.ErrnoException;
    log.warn({ receipt: claimed.id, err: code ?? name }, 'a receipt was not sent');
    return new Date(clock().now() + wait);
  }
}

function mailOf({ id, address, slug, name, receipt }: ClaimedReceipt): Mail {
  return {
    id,
    to: address,
    subject: `${name} was erased`,
    text: [
      `The workspace ${name} (${slug}) was erased, as its owner asked.`,
      'The signed receipt is attached. It says what was removed and what is kept: sums of each month, without content or people.',
      'This address is not kept any longer, and nothing more will be sent to it.',
    ].join('\n\n'),
    attachment: {
      name: `erasure-${slug}.json`,
      type: 'application/json',
      content: `${JSON.stringify(receipt, null, 2)}\n`,
    },
  };
}
