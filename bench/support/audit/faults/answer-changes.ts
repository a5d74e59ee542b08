import { makeTenant } from '@/e2e/support/make-tenant';
import { deferAnswer } from '@/lib/chat/defer-answer';
import type { Run } from '@/lib/chat/finish-answer';
import { saveAnswer, saveQuestion } from '@/lib/chat/save-exchange';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { cancelDeferred } from '@/lib/deferred/cancel-deferred';
import { enqueueDeferred } from '@/lib/deferred/deferred-rows';
import { newId } from '@/lib/ids';
import { type AuditedChange, changeOf } from './audited-change';

const WAIT = { budget: undefined, notBefore: now() };

/** A question that stands in its conversation, of a workspace of its own: few may wait at once. */
const asked = async () => {
  const { ctx } = await makeTenant('professional');
  const requestId = newId();
  const { id, questionId } = await saveQuestion(ctx, undefined, 'Who approves flights?', requestId);
  return { ctx, requestId, conversationId: id, questionId };
};

/** What is stored of questions: their answers, and those that wait. */
export const ANSWER_CHANGES: readonly AuditedChange[] = [
  changeOf('answer.create', asked, (_scene, { ctx, ...question }) =>
    saveAnswer(ctx, {
      ...question,
      ...{ text: 'The travel desk.', state: 'complete', errorCode: undefined, outcome: 'ok' },
      ...{ citations: [], documents: [], model: 'claude-haiku-5-5', downgraded: undefined },
    }),
  ),
  changeOf('answer.defer', asked, (_scene, { ctx, requestId, conversationId }) => {
    // What the queue reads of a run.
    const run = { trace: { requestId }, wanted: undefined, feature: 'chat', tags: {} };
    return deferAnswer(ctx, run as unknown as Run, conversationId, WAIT);
  }),
  changeOf(
    'answer.cancel',
    async () => {
      const { ctx, requestId, conversationId } = await asked();
      const question = { requestId, conversationId, model: undefined, feature: 'chat' };
      return {
        ctx,
        id: await withTenantSql(ctx, (sql) => enqueueDeferred(ctx, sql, question, WAIT)),
      };
    },
    (_scene, { ctx, id }) => cancelDeferred(ctx, id),
  ),
];
