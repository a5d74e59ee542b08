import nodemailer from 'nodemailer';
import { env } from '@/lib/env';

export interface Mail {
  /** The same with each try, so that a mailbox shows one. */
  id: string;
  to: string;
  subject: string;
  /** Plain text: notices hold nothing that a mail program should interpret. */
  text: string;
  attachment?: { name: string; type: string; content: string };
}

const TIMEOUT_MS = 10_000;

/** Whether the installation can send e-mail at all. */
export function sendsMail(): boolean {
  return env.SMTP_URL !== undefined;
}

/** Hands one message to the mail server; rejects when that does not take it, and without one. */
export async function sendMail(mail: Mail): Promise<void> {
  if (!env.SMTP_URL) throw new Error('No mail server is set (SMTP_URL).');
  const transport = nodemailer.createTransport({
    url: env.SMTP_URL,
    connectionTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({
      from: env.MAIL_FROM,
      to: mail.to,
      subject: mail.subject,
      text: mail.text,
      messageId: `<${mail.id}@tenantry>`,
      attachments: mail.attachment && [
        {
          filename: mail.attachment.name,
          contentType: mail.attachment.type,
          content: mail.attachment.content,
        },
      ],
    });
  } finally {
    transport.close();
  }
}
