import { describe, expect, it } from 'vitest';
import { answerRequestSchema } from '@/lib/chat/schema';
import { newId } from '@/lib/ids';
import { parseScopeParam, SCOPE_DOCUMENTS, sameScope, scopeParam, scopeSchema } from './schema';

describe('a scope in an address', () => {
  it('comes back as it was', () => {
    const [folderId, one, other] = [newId(), newId(), newId()];
    for (const scope of [undefined, { folderId }, { documentIds: [one, other].sort() }])
      expect(parseScopeParam(scopeParam(scope))).toEqual({ scope });
    expect(sameScope({ documentIds: [one, other] }, { documentIds: [other, one] })).toBe(true);
    expect(sameScope({ documentIds: [one] }, undefined)).toBe(false);
  });

  it('is none when it names nothing', () => {
    for (const value of ['', 'folder:', 'folder:x', 'documents:', `documents:${newId()},`, 'most'])
      expect(parseScopeParam(value)).toBeUndefined();
  });
});

describe('the scope of a request', () => {
  it('has one folder or some documents, each once', () => {
    const id = newId();
    expect(scopeSchema.parse({ documentIds: [id, id] })).toEqual({ documentIds: [id] });
    const refused = [
      {},
      { documentIds: [] },
      { folderId: id, documentIds: [id] },
      { documentIds: Array.from({ length: SCOPE_DOCUMENTS + 1 }, newId) },
      { folderId: "' or true --" },
    ];
    for (const scope of refused)
      expect(answerRequestSchema.safeParse({ question: 'What?', scope }).success).toBe(false);
  });
});
