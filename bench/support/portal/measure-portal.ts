import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ask, upload } from '@/e2e/isolation/calls';
import { PRODUCT, startProduct } from '@/e2e/isolation/product';
import { Visitor } from '@/e2e/isolation/visitor';
import { makeTenant } from '@/e2e/support/make-tenant';
import { setReading } from '@/lib/chat-reading/set-reading';
import { type BenchReport, newReport } from '../report';
import { fillConversations, fillDocuments } from './fill-library';
import { measureFiles } from './measure-files';
import { measurePages } from './measure-pages';
import { openBrowser } from './portal-browser';
import { portalPages } from './portal-pages';
import { portalRoutes } from './portal-routes';

const DOCUMENTS = 5_000;
const CONVERSATIONS = 2_000;
const OPTIONS = {
  rounds: { type: 'string', default: '5' },
  files: { type: 'string', default: '1000' },
  only: { type: 'string' },
} as const;
const HANDBOOK = Array.from(
  { length: 40 },
  (_, n) =>
    `# Office ${n}\n\nThe office ${n} of the harbour opens at ${n % 12} o'clock and keeps ${n * 3} boats.`,
).join('\n\n');

export async function measurePortal(name: string, args: string[]): Promise<BenchReport> {
  const { values } = parseArgs({ args, options: OPTIONS });
  const report = newReport(name, ['built product']);
  const browser = existsSync('.next/BUILD_ID') ? await openBrowser() : undefined;
  if (!browser) {
    report.not_run.push('portal: it needs a build (npm run build) and a Chromium');
    return report;
  }
  const tenant = await makeTenant('enterprise');
  const { slug, ctx, folderId } = tenant;
  await fillDocuments(tenant, DOCUMENTS);
  await fillConversations(tenant, CONVERSATIONS);
  const product = await startProduct({ LOG_LEVEL: 'silent' }, PRODUCT);
  const at = { browser, url: product.url, slug, userId: ctx.principal.id };
  report.results.push({ documents: DOCUMENTS, conversations: CONVERSATIONS });
  try {
    if (values.only !== 'files') {
      const visitor = await Visitor.create('owner', [], product.url, at.userId);
      const documentId = await upload(visitor, slug, folderId, 'Offices.md', HANDBOOK);
      // What an administrator may read of chats was written after this.
      await setReading(ctx, { adminsRead: true });
      const { body } = await ask(visitor, slug, 'When does the office 7 of the harbour open?');
      const conversationId = /"conversationId":"([0-9a-f-]{36})"/.exec(body)?.[1];
      if (!conversationId) throw new Error(`No answer: ${body.slice(-500)}`);
      await measurePages(
        report,
        at,
        portalPages(portalRoutes(), documentId, conversationId),
        Number(values.rounds),
      );
    }
    if (values.only !== 'pages') await measureFiles(report, at, Number(values.files));
    return report;
  } finally {
    await browser.close();
    await product.stop();
  }
}
