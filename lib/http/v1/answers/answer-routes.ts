import { cancelDeferred } from '@/lib/deferred/cancel-deferred';
import { getDeferred } from '@/lib/deferred/queries';
import type { KeyRoute } from '../api-route';
import { sendJson, sendNothing } from '../send';
import { createAnswer, waitingOf } from './create-answer';
import { answerBodySchema, answerSchema, waitingSchema } from './schema';

const tag = 'Answers';
const shared = { permission: 'chat:ask', dialect: 'problem' } as const;

export const ANSWER_ROUTES: readonly KeyRoute[] = [
  {
    ...shared,
    method: 'POST',
    path: '/v1/answers',
    admitsItself: true,
    handle: createAnswer,
    operation: {
      tag,
      summary: 'Ask the documents',
      description:
        'Answers a question from the documents that everyone in the workspace may read, with citations. Without `conversationId` a conversation of the key is begun. With `deferrable` a question for which no budget has room waits: 202, and its state is at the address in `Location`.',
      headers: { 'Idempotency-Key': 'The same answer again for a day; not with `stream`.' },
      body: {
        schema: answerBodySchema,
        example: { question: 'How long is parental leave?' },
      },
      responses: {
        200: {
          description: 'The answer.',
          schema: answerSchema,
          events: 'With `stream`: started, stage, text, citation, then done or error',
        },
        202: { description: 'It waits for room in a budget.', schema: waitingSchema },
      },
    },
  },
  {
    ...shared,
    method: 'GET',
    path: '/v1/answers/{id}',
    handle: async ({ ctx, response, param }) =>
      sendJson(response, 200, waitingOf(await getDeferred(ctx, param('id')))),
    operation: {
      tag,
      summary: 'Read a waiting answer’s state',
      responses: { 200: { description: 'Its state.', schema: waitingSchema } },
    },
  },
  {
    ...shared,
    method: 'DELETE',
    path: '/v1/answers/{id}',
    handle: async ({ ctx, response, param }) => {
      await cancelDeferred(ctx, param('id'));
      sendNothing(response);
    },
    operation: {
      tag,
      summary: 'Cancel a waiting answer',
      responses: { 204: { description: 'It is not answered; what came so far is kept.' } },
    },
  },
];
