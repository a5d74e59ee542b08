import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { indexText } from '@/e2e/support/index-text';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { startTestWorker, type TestWorker } from '@/e2e/support/start-test-worker';
import { NO_RULES } from '@/lib/guardrails/schema';
import { closeLocalModel, ensureLocalModel } from '@/lib/llm/ensure-local-model';
import type { LocalModel } from '@/lib/llm/local/local-model';
import { DEFAULT_SETTINGS } from '@/lib/llm/local/settings';
import { saveRules } from '@/lib/persona/persona';
import { answer } from './answer';
import { CitationList } from './cite';
import type { AnswerEvent } from './schema';
import { NOTHING_FOUND_ANSWER } from './system-prompt';

const TEXT = `# Contacts

The caretaker of the north building is reached at caretaker@house.example or 089 123 456 78.`;
const SECRETS = /caretaker@|123 456|ada@visitor/;

let model: LocalModel;
let tenant: MadeTenant;
let worker: TestWorker;
const sent: string[] = [];
const restore: (() => void)[] = [];

beforeAll(async () => {
  worker = startTestWorker();
  worker.start();
  model = await ensureLocalModel();
  model.configure({
    ...DEFAULT_SETTINGS,
    firstTokenMs: 0,
    tokensPerSecond: Number.POSITIVE_INFINITY,
  });
  tenant = await makeTenant('professional');
  await indexText(worker, tenant.ctx, { name: 'Contacts.md', text: TEXT });
  // Everything that leaves for a provider, as it leaves.
  const original = globalThis.fetch;
  const spy = vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
    if (typeof init?.body === 'string') sent.push(init.body);
    return original(input, init);
  });
  restore.push(() => spy.mockRestore());
}, 300_000);
afterAll(async () => {
  for (const undo of restore) undo();
  await worker.close();
  await closeLocalModel();
});

async function ask(question: string, conversationId?: string) {
  sent.length = 0;
  const before = model.log.entries.length;
  const events: AnswerEvent[] = [];
  const signal = new AbortController().signal;
  for await (const event of answer(tenant.ctx, { question, conversationId }, { signal }))
    events.push(event);
  const text = events.map((event) => (event.type === 'text' ? event.text : '')).join('');
  return { events, text, calls: model.log.entries.length - before };
}

it('keeps personal data from the model and gives it to the person, cited at its place', async () => {
  await saveRules(tenant.ctx, {
    ...NO_RULES,
    mask: { ...NO_RULES.mask, email: true, phone: true },
  });
  const question = 'How is the caretaker of the north building reached, asks ada@visitor.example?';
  const { text, events, calls } = await ask(question);
  expect(calls).toBe(1);
  expect(sent.join()).toContain('[EMAIL_');
  expect(sent.join()).not.toMatch(SECRETS);
  expect(text).toContain('caretaker@house.example');
  const cited = events.find((event) => event.type === 'citation');
  expect(cited).toMatchObject({
    citation: { quote: expect.stringContaining('caretaker@house.example') },
  });
  // Nor with the next question, as part of the conversation.
  const started = events.find((event) => event.type === 'started');
  const { conversationId } = started ?? {};
  await ask('Who is the caretaker of the north building?', conversationId);
  expect(sent.join()).toContain('[EMAIL_');
  expect(sent.join()).not.toMatch(SECRETS);
});

it('shows nothing that cites no source where only sources may answer', async () => {
  await saveRules(tenant.ctx, NO_RULES);
  const question = 'How is the caretaker of the north building reached?';
  // A model that says something and cites nothing of what it was given.
  const names = vi.spyOn(CitationList.prototype, 'names').mockReturnValue(false);
  const add = vi.spyOn(CitationList.prototype, 'add').mockReturnValue(undefined);
  const free = await ask(question);
  expect([free.calls, free.text]).toEqual([1, expect.stringContaining('caretaker@house.example')]);
  await saveRules(tenant.ctx, { ...NO_RULES, sourcesOnly: true });
  const { text, calls, events } = await ask(question);
  expect([calls, text]).toEqual([1, NOTHING_FOUND_ANSWER]);
  expect(events.at(-1)).toMatchObject({ type: 'done', outcome: 'ok' });
  expect(sent.join()).not.toContain('and from the conversation so far');
  names.mockRestore();
  add.mockRestore();
  const cited = await ask(question);
  expect(cited.text).toContain('caretaker@house.example');
  expect(cited.events.map(({ type }) => type)).toContain('citation');
});

it('answers no blocked topic, says which rule it was, and asks no model', async () => {
  await saveRules(tenant.ctx, { ...NO_RULES, blockedTopics: ['north building'] });
  const { text, calls, events } = await ask('Who looks after the North Building?');
  expect(text).toContain('“north building”');
  expect([calls, sent]).toEqual([0, []]);
  expect(events.at(-1)).toMatchObject({ type: 'done', outcome: 'ok', priceNano: '0' });
});
