import type { KeyRoute } from '../api-route';
import { COST_TAGS_HEADER } from '../cost-tags';
import { createAnswer } from './create-answer';
import { answerBodySchema, answerSchema, waitingAnswerSchema } from './schema';
import { cancelWaiting, readWaiting } from './waiting-answer';

export const ANSWER_ROUTES: readonly KeyRoute[] = [
  {
    permission: 'chat:ask',
    dialect: 'problem',
    feature: 'answers',
    method: 'POST',
    path: '/v1/answers',
    admitsItself: true,
    handle: createAnswer,
    operation: {
      tag: 'Answers',
      summary: 'Ask the documents',
      description:
        'Answers a question from the documents that everyone in the workspace may read, with citations. Without `conversationId` a conversation of the key is begun. With `deferrable` a question for which no budget has room waits for it.',
      headers: {
        ...COST_TAGS_HEADER,
        'Idempotency-Key': 'The same answer again for a day; not with `stream`.',
      },
      body: {
        schema: answerBodySchema,
        example: { question: 'How long is parental leave?' },
      },
      responses: {
        200: {
          description: 'The answer.',
          schema: answerSchema,
          events: 'With `stream`: started, stage, text, citation, tool, then done or error',
        },
        202: {
          description: 'It waits for room in a budget; `Location` says where its answer will be.',
          schema: waitingAnswerSchema,
        },
      },
    },
  },
  {
    permission: 'chat:ask',
    dialect: 'problem',
    feature: 'answers',
    method: 'GET',
    path: '/v1/answers/{id}',
    handle: readWaiting,
    operation: {
      tag: 'Answers',
      summary: 'Read an answer that waited',
      description: 'Of a question that this key asked with `deferrable` and that had to wait.',
      responses: {
        200: { description: 'Its place, or its answer.', schema: waitingAnswerSchema },
      },
    },
  },
  {
    permission: 'chat:ask',
    dialect: 'problem',
    feature: 'answers',
    method: 'DELETE',
    path: '/v1/answers/{id}',
    handle: cancelWaiting,
    operation: {
      tag: 'Answers',
      summary: 'Cancel a question that waits',
      description: 'What had come of its answer is kept and charged; one that has ended stays.',
      responses: {
        200: { description: 'How it stands now.', schema: waitingAnswerSchema },
      },
    },
  },
];
