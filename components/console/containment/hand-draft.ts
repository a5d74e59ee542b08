import { MODEL_IDS, MODELS } from '@/lib/llm/schema';
import { type HandAction, handActionSchema, TOOL_KINDS } from '@/lib/tenancy/schema';
import { TOOL_WORDS } from '@/lib/tools/schema';

/** What stands in the fields of the dialog. */
export interface HandDraft {
  kind: HandAction['kind'];
  requestsPerMinute: string;
  tokensPerMinute: string;
  keyId: string;
  model: string;
  tool: string;
}

export const FIRST_DRAFT: HandDraft = {
  kind: 'pause',
  requestsPerMinute: '10',
  tokensPerMinute: '50000',
  keyId: '',
  model: MODEL_IDS[0],
  tool: TOOL_KINDS[0],
};

export const KINDS: { value: HandAction['kind']; label: string; hint: string }[] = [
  {
    value: 'pause',
    label: 'Pause',
    hint: 'Its people and keys are refused at once, and answers in the middle end.',
  },
  {
    value: 'drain',
    label: 'Drain',
    hint: 'Answers that run go on to their end; no question, message or upload begins.',
  },
  {
    value: 'cap',
    label: 'Cap',
    hint: 'At most so much a minute, whatever its policy allows.',
  },
  {
    value: 'quarantine',
    label: 'Quarantine a key',
    hint: 'One API key is refused, and what runs under it ends.',
  },
  {
    value: 'model',
    label: 'Switch off a model',
    hint: 'No new call of the model; what runs goes on.',
  },
  {
    value: 'tool',
    label: 'Switch off a tool',
    hint: 'Its assistant can no longer call it, also in answers that run.',
  },
];

export const MODEL_OPTIONS = MODEL_IDS.map((id) => ({ value: id, label: MODELS[id].displayName }));
export const TOOL_OPTIONS = TOOL_KINDS.map((kind) => ({
  value: kind,
  label: TOOL_WORDS[kind].label,
}));

/** The action, or a sentence on what is missing. */
export function actionOf(draft: HandDraft): { action: HandAction } | { problem: string } {
  const parsed = handActionSchema.safeParse({
    ...draft,
    requestsPerMinute: Number(draft.requestsPerMinute),
    tokensPerMinute: Number(draft.tokensPerMinute),
  });
  if (parsed.success) return { action: parsed.data };
  return { problem: parsed.error.issues[0]?.message ?? 'Something is missing.' };
}
