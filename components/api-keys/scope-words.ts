import type { KeyScope } from '@/lib/tenancy/schema';

/** What each scope lets a key do, in the order of the form. */
export const SCOPE_WORDS: Record<KeyScope, { name: string; detail: string }> = {
  messages: { name: 'Messages', detail: 'Call models through the Anthropic Messages API' },
  answers: { name: 'Answers', detail: 'Ask, with the documents that everyone reads' },
  'documents:read': { name: 'Read documents', detail: 'Those in folders that everyone reads' },
  'documents:write': {
    name: 'Change documents',
    detail: 'Upload and delete in folders that everyone reads',
  },
  conversations: { name: 'Conversations', detail: 'The key’s own; nobody else’s' },
  usage: { name: 'Usage', detail: 'What the workspace used and what it cost' },
  audit: { name: 'Audit log', detail: 'Who did what in the workspace' },
};
