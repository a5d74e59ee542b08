import { z } from 'zod';
import { deleteConversation } from '@/lib/chat/change-conversation';
import { pageConversations } from '@/lib/chat/page-conversations';
import { readConversation } from '@/lib/chat/queries';
import { downgradedSchema } from '@/lib/chat/schema';
import { parseInput } from '@/lib/documents/parse-input';
import { requireId } from '@/lib/documents/require-id';
import { citationSchema } from '../answers/schema';
import type { ApiCall, KeyRoute } from '../api-route';
import { openCursor, sealCursor } from '../cursor';
import { sendJson, sendNothing } from '../send';

const tag = 'Conversations';
const dialect = 'problem';
const LISTING = 'conversations';

const querySchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
});

const summarySchema = z.object({
  id: z.string(),
  title: z.string(),
  updatedAt: z.string(),
  endsAt: z.string().optional().meta({ description: 'When it is deleted, once that is near.' }),
});

const conversationSchema = summarySchema.extend({
  messages: z.array(
    z.object({
      id: z.string(),
      parentId: z.string().nullable().meta({
        description: 'The message that it follows; several with the same one are branches.',
      }),
      author: z.enum(['user', 'assistant']),
      state: z.enum(['complete', 'stopped', 'failed']),
      errorCode: z.string().optional(),
      text: z.string(),
      requestId: z.string().optional(),
      createdAt: z.string(),
      citations: z.array(citationSchema),
      downgraded: downgradedSchema.optional(),
    }),
  ),
});

export const CONVERSATION_ROUTES: readonly KeyRoute[] = [
  {
    method: 'GET',
    path: '/v1/conversations',
    dialect,
    feature: 'api',
    permission: 'conversations:read',
    handle: list,
    operation: {
      tag,
      summary: 'List conversations',
      description: 'The key’s own, newest first.',
      query: querySchema,
      responses: {
        200: {
          description: 'A page.',
          schema: z.object({ data: z.array(summarySchema), nextCursor: z.string().nullable() }),
        },
      },
    },
  },
  {
    method: 'GET',
    path: '/v1/conversations/{id}',
    dialect,
    feature: 'api',
    permission: 'conversations:read',
    handle: read,
    operation: {
      tag,
      summary: 'Read a conversation',
      responses: { 200: { description: 'With its messages.', schema: conversationSchema } },
    },
  },
  {
    method: 'DELETE',
    path: '/v1/conversations/{id}',
    dialect,
    feature: 'api',
    permission: 'conversations:edit',
    handle: async ({ ctx, response, param }) => {
      await deleteConversation(ctx, requireId(param('id')));
      sendNothing(response);
    },
    operation: {
      tag,
      summary: 'Delete a conversation',
      responses: { 204: { description: 'Deleted with its messages.' } },
    },
  },
];

async function list({ ctx, response, query }: ApiCall): Promise<void> {
  const { limit, cursor } = parseInput(querySchema, Object.fromEntries(query));
  const after = cursor === undefined ? undefined : openCursor(ctx, LISTING, cursor);
  const page = await pageConversations(ctx, { limit, ...(after !== undefined && { after }) });
  sendJson(response, 200, {
    data: page.conversations,
    nextCursor: page.next && sealCursor(ctx, LISTING, page.next),
  });
}

async function read({ ctx, response, param }: ApiCall): Promise<void> {
  const { deferred, ...conversation } = await readConversation(ctx, param('id'));
  sendJson(response, 200, conversation);
}
