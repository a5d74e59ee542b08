import { ResultRoom } from '@/lib/chat/tool-results';
import { newId } from '@/lib/ids';
import type { Passage } from '@/lib/retrieval/search';
import { policyOf } from '@/lib/tenancy/policy';
import { prepareCall } from '@/lib/tools/prepare-call';
import { type CodeProbe, unless, unlessRefused } from '../code-probe';

export const TOOL_PROBES: readonly CodeProbe[] = [
  {
    name: 'a passage of another tenant never reaches a prompt by a tool',
    run: async ({ ours, theirs }) => {
      const policy = await policyOf(ours);
      const passage = {
        ...{ tenantId: theirs.tenantId, chunkId: newId(), documentId: newId() },
        ...{ documentName: 'x', page: 1, start: 0, end: 1, text: 'x' },
      } as unknown as Passage;
      const call = { model: '', maxTokens: 1, system: [], messages: [] };
      const room = new ResultRoom(ours, policy, (text) => text, { call, passages: [] });
      return unlessRefused(
        'it was given to the model',
        () => room.add('x', { text: 'x', passages: [passage] }, [], 0),
        { name: 'TenantMismatch' },
      );
    },
  },
  {
    name: 'a tool that nobody switched on is not there',
    run: async ({ ours }) => {
      const input = { document: newId() };
      const made = await prepareCall(ours, { interactive: true }, { name: 'read_document', input });
      return unless('refusal' in made, 'it may be called');
    },
  },
];
