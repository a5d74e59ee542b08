import type { KeyRoute } from '../api-route';
import { createAnswer } from './create-answer';
import { answerBodySchema, answerSchema } from './schema';

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
        'Answers a question from the documents that everyone in the workspace may read, with citations. Without `conversationId` a conversation of the key is begun.',
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
      },
    },
  },
];
