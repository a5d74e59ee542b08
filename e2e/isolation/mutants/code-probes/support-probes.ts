import { makeConversation } from '@/e2e/support/make-conversation';
import { newId } from '@/lib/ids';
import { openSupported } from '@/lib/keys/open-supported';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { grantSupport } from '@/lib/support-access/grant-support';
import { revokeSupport } from '@/lib/support-access/revoke-support';
import type { SupportContext } from '@/lib/tenancy/support-context';
import { verifySupport } from '@/lib/tenancy/verify-support';
import { type CodeProbe, type CodeScene, unless, unlessRefused } from '../code-probe';

const REFUSED = { name: 'TypeError' };

async function supported<T>(
  { ours, operator }: CodeScene,
  work: (proof: SupportContext) => Promise<T>,
): Promise<T> {
  const said = { title: 'Fees', question: 'What?', answer: 'Nothing.', quote: 'No fee.' };
  const subjectId = await makeConversation(ours, { ...said, documentId: newId() });
  const given = { kind: 'conversation' as const, subjectId, operatorId: operator.userId };
  const id = await grantSupport(ours, { ...given, hours: 1, note: '' });
  try {
    return await work(await verifySupport(operator, ours.tenantId, id));
  } finally {
    await revokeSupport(ours, id);
  }
}

export const SUPPORT_CODE_PROBES: readonly CodeProbe[] = [
  {
    name: 'a grant’s proof opens what came with it and nothing else',
    run: (scene) =>
      supported(scene, async (proof) => {
        const texts = proof.pieces.map((piece) => openSupported(proof, piece));
        const row = newId();
        const place = { table: 'folder', row, column: 'name' };
        const put = { ...place, sealed: tenantKeys(scene.ours).seal(place, 'Secret'), facts: {} };
        const { tenantId, grantId } = proof;
        const made = Reflect.construct(proof.constructor, [{ tenantId, grantId, pieces: [put] }]);
        const [own] = made.pieces;
        return [
          ...unless(texts.includes('Nothing.'), 'it does not open the conversation'),
          ...(await unlessRefused(
            'it opens what was put beside it',
            () => openSupported(proof, put),
            REFUSED,
          )),
          ...(await unlessRefused(
            'what only looks like it opens',
            () => openSupported(made, own),
            REFUSED,
          )),
          ...(await unlessRefused(
            'it is taken for a tenant’s',
            () => tenantKeys(proof as never),
            REFUSED,
          )),
        ];
      }),
  },
];
