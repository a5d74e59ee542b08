import { answer } from '@/lib/chat/answer';
import { listConversations, readConversation } from '@/lib/chat/queries';
import { saveQuestion } from '@/lib/chat/save-exchange';
import { getDocument, listDocuments } from '@/lib/documents/queries';
import { uploadDocument } from '@/lib/documents/upload-document';
import { AppError, isAppError } from '@/lib/errors';
import { newId, newSecret } from '@/lib/ids';
import { listExports } from '@/lib/lifecycle/export/list-exports';
import { requestOwnExport } from '@/lib/lifecycle/export/request-export';
import type { TenantContext } from '@/lib/tenancy/context';
import { plantSettings } from './plant-settings';
import { foldedFigures, plantWaiting } from './plant-waiting';

/** What there is to steal: a word and the ids of what holds it. */
export interface Belongings {
  /** Stands in the document, the question and its answer, the persona, and nowhere else. */
  word: string;
  documentId: string;
  conversationId: string;
  exportId: string;
  deferredId: string;
}

const WORD = /canary[0-9a-f]{32}/;
const WORKER_MS = 60_000;
const POLL_MS = 200;

/**
 * Gives a canary, as its owner, something in every table that the product can fill, by the product's own
 * functions. What is there already stays; what has expired is made again. `store_unavailable` when no worker
 * runs. Without a model that answers, there is a question alone.
 */
export async function plantBelongings(ctx: TenantContext): Promise<Belongings> {
  const document = await plantDocument(ctx);
  await plantSettings(ctx, document.word);
  const conversationId = await plantAnswer(ctx, document.word);
  const deferredId = await plantWaiting(ctx, conversationId);
  const exportId = await plantExport(ctx);
  await fromWorker('fold the canary’s figures', () => foldedFigures(ctx));
  return { word: document.word, documentId: document.id, conversationId, exportId, deferredId };
}

async function plantDocument(ctx: TenantContext): Promise<{ id: string; word: string }> {
  const { documents } = await listDocuments(ctx);
  for (const document of documents) {
    const word = WORD.exec(document.name)?.[0];
    if (word && document.stage === 'indexed') return { id: document.id, word };
  }
  const word = `canary${Buffer.from(newSecret(), 'base64url').toString('hex').slice(0, 32)}`;
  const text = `The lighthouse keeper's pass phrase is ${word}. Nobody else knows it.`;
  const { document } = await uploadDocument(ctx, {
    name: `${word}.txt`,
    mediaType: 'text/plain',
    bytes: Buffer.from(text),
  });
  await fromWorker('index the canary’s document', async () => {
    const { stage } = await getDocument(ctx, document.id);
    return stage === 'failed' ? 'failed' : stage === 'indexed' ? document.id : undefined;
  });
  return { id: document.id, word };
}

/** A question that was really asked, for the platform's money: its answer, citations, hold and ledger row. */
async function plantAnswer(ctx: TenantContext, word: string): Promise<string> {
  const known = (await listConversations(ctx)).find(({ title }) => title.includes(word));
  if (known) {
    const { messages } = await readConversation(ctx, known.id);
    if (messages.some(({ citations }) => citations.length > 0)) return known.id;
  }
  const question = `Is ${word} the pass phrase of the lighthouse keeper?`;
  const { signal } = new AbortController();
  let conversationId = known?.id;
  const events = answer(ctx, { conversationId, question }, { signal, feature: 'self_test' });
  for await (const event of events) {
    if (event.type === 'started') ({ conversationId } = event);
  }
  return conversationId ?? (await saveQuestion(ctx, undefined, question, newId())).id;
}

async function plantExport(ctx: TenantContext): Promise<string> {
  const available = async () => (await listExports(ctx)).find((each) => each.available)?.id;
  const known = await available();
  if (known) return known;
  try {
    await requestOwnExport(ctx);
  } catch (error) {
    // One that an earlier test asked for is on its way.
    if (!isAppError(error) || error.code !== 'conflict') throw error;
  }
  return fromWorker('export the canary’s data', available);
}

/** Looks until there is something. */
async function fromWorker(what: string, look: () => Promise<string | undefined>): Promise<string> {
  const until = performance.now() + WORKER_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== 'failed') return found;
    if (found === 'failed' || performance.now() > until)
      throw new AppError('store_unavailable', `The worker did not ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
