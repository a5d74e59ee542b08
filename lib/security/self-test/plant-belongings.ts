import { readWhy } from '@/lib/answer-trace/read-why';
import { answer } from '@/lib/chat/answer';
import { listConversations, readConversation } from '@/lib/chat/queries';
import { saveQuestion } from '@/lib/chat/save-exchange';
import { searchConversations } from '@/lib/conversation-search/search-conversations';
import { getDocument, listDocuments } from '@/lib/documents/queries';
import { uploadDocument } from '@/lib/documents/upload-document';
import { beginUpload } from '@/lib/documents/uploads/begin-upload';
import { listUploads } from '@/lib/documents/uploads/queries';
import { AppError, isAppError } from '@/lib/errors';
import { giveFeedback } from '@/lib/feedback/give-feedback';
import { listFeedback } from '@/lib/feedback/queries';
import { newId, newSecret } from '@/lib/ids';
import { listExports } from '@/lib/lifecycle/export/list-exports';
import { requestOwnExport } from '@/lib/lifecycle/export/request-export';
import type { TenantContext } from '@/lib/tenancy/context';
import { plantNotifications } from './plant-notifications';
import { plantRunning } from './plant-running';
import { plantSettings } from './plant-settings';
import { plantSupport } from './plant-support';
import { foldedFigures, plantWaiting } from './plant-waiting';

/** What there is to steal: a word and the ids of what holds it. */
export interface Belongings {
  /** Stands in the document, the question and its answer, the feedback on it, the persona and its rules, a webhook’s address, and nowhere else. */
  word: string;
  documentId: string;
  conversationId: string;
  /** Of an answer, on which there is feedback. */
  messageId: string;
  exportId: string;
  deferredId: string;
  uploadId: string;
  /** Of an answer's stream. */
  streamId: string;
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
  await plantNotifications(ctx, document.word);
  const conversationId = await plantAnswer(ctx, document.word);
  const messageId = await plantFeedback(ctx, conversationId, document.word);
  await searchConversations(ctx, document.word);
  await plantSupport(ctx, conversationId);
  const deferredId = await plantWaiting(ctx, conversationId);
  const exportId = await plantExport(ctx);
  await fromWorker('fold the canary’s figures', () => foldedFigures(ctx));
  const uploadId = await plantUpload(ctx);
  // Last, since it is kept for two minutes.
  const streamId = await plantRunning(ctx, document.word);
  const documentId = document.id;
  const owned = { conversationId, messageId, exportId, deferredId, uploadId, streamId };
  return { word: document.word, documentId, ...owned };
}

/** Nothing of it ever arrives; one that was ended is begun again. */
async function plantUpload(ctx: TenantContext): Promise<string> {
  const [known] = await listUploads(ctx);
  if (known) return known.id;
  const begun = await beginUpload(ctx, { name: 'Unfinished.txt', mediaType: '', bytes: 100 });
  if ('upload' in begun) return begun.upload.id;
  throw new Error('What nobody has sent is there already.');
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
    const cited = messages.find(({ citations }) => citations.length > 0);
    if (cited && (await readWhy(ctx, cited.id)).passages) return known.id;
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

/** On the newest answer; where no model answers there is none, and an id that nobody has. */
async function plantFeedback(
  ctx: TenantContext,
  conversationId: string,
  word: string,
): Promise<string> {
  const { messages } = await readConversation(ctx, conversationId);
  const messageId = messages.findLast(({ author }) => author === 'assistant')?.id;
  if (!messageId) return newId();
  const known = await listFeedback(ctx, conversationId);
  if (known.length === 0) await giveFeedback(ctx, { messageId, rating: 'up', text: word });
  return messageId;
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
