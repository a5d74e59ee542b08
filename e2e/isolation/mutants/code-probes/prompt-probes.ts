import { assemble } from '@/lib/chat/assemble';
import { newId } from '@/lib/ids';
import type { Passage } from '@/lib/retrieval/search';
import { policyOf } from '@/lib/tenancy/policy';
import { type CodeProbe, unlessRefused } from '../code-probe';

export const PROMPT_PROBES: readonly CodeProbe[] = [
  {
    name: 'a passage of another tenant never reaches a prompt',
    run: async ({ ours, theirs }) => {
      const policy = await policyOf(ours);
      const passage = {
        tenantId: theirs.tenantId,
        chunkId: newId(),
        documentId: newId(),
        documentName: 'x',
        page: 1,
        start: 0,
        end: 1,
        text: 'x',
      } as unknown as Passage;
      const [model = ''] = policy.models;
      return unlessRefused(
        'it was assembled',
        () =>
          assemble(ours, policy, {
            model,
            question: 'Is it there?',
            history: [],
            found: [passage],
            persona: '',
            hide: (text) => text,
          }),
        { name: 'TenantMismatch' },
      );
    },
  },
];
