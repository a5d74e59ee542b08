import { z } from 'zod';
import type { KeyRoute } from '../api-route';
import { COST_TAGS_HEADER } from '../cost-tags';
import { countMessage } from './count-message';
import { createMessage } from './create-message';
import { listModels, readModel } from './list-models';
import {
  countRequestSchema,
  messageRequestSchema,
  messageSchema,
  modelListSchema,
  modelSchema,
} from './schema';

const EXAMPLE = {
  model: 'claude-haiku-5-5',
  messages: [{ role: 'user', content: 'Write a haiku about the harbour.' }],
};

const shared = {
  permission: 'messages:create',
  dialect: 'anthropic',
  feature: 'messages',
} as const;
const tag = 'Messages';

/** The Anthropic Messages API: its official SDKs work with nothing but another base URL and a key of the workspace. */
export const MESSAGE_ROUTES: readonly KeyRoute[] = [
  {
    ...shared,
    method: 'POST',
    path: '/v1/messages',
    admitsItself: true,
    handle: createMessage,
    operation: {
      tag,
      summary: 'Create a message',
      description:
        'Anthropic’s Messages API under the workspace’s models, limits and budgets. The request is passed on unchanged; fields whose cost is not known are refused by name. With `stream` the answer comes as Anthropic’s server-sent events. A key that allows it may be answered by a cheaper model or more shortly when a budget is short; the header `tenantry-downgraded` then says how.',
      headers: {
        ...COST_TAGS_HEADER,
        'anthropic-version': '2023-06-01',
        'anthropic-beta': 'Names of betas that are priced as tokens alone.',
      },
      body: { schema: messageRequestSchema, example: { ...EXAMPLE, max_tokens: 256 } },
      responses: {
        200: {
          description: 'The message.',
          schema: messageSchema,
          events: 'With `stream`: message_start, content_block_start, …, message_stop',
        },
      },
    },
  },
  {
    ...shared,
    method: 'POST',
    path: '/v1/messages/count_tokens',
    handle: countMessage,
    operation: {
      tag,
      summary: 'Count tokens',
      description: 'Input tokens of a message, as the provider counts them. Costs nothing.',
      body: { schema: countRequestSchema, example: EXAMPLE },
      responses: {
        200: {
          description: 'The count.',
          schema: z.object({ input_tokens: z.number().int() }),
        },
      },
    },
  },
  {
    ...shared,
    method: 'GET',
    path: '/v1/models',
    handle: listModels,
    operation: {
      tag,
      summary: 'List models',
      description: 'Models that the workspace may use; the first is its default.',
      responses: { 200: { description: 'One page with all of them.', schema: modelListSchema } },
    },
  },
  {
    ...shared,
    method: 'GET',
    path: '/v1/models/{id}',
    handle: readModel,
    operation: {
      tag,
      summary: 'Read a model',
      responses: { 200: { description: 'The model.', schema: modelSchema } },
    },
  },
];
