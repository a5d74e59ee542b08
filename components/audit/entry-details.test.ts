import { describe, expect, it } from 'vitest';
import type { AuditEntryView } from '@/lib/audit/schema';
import { entryDetails, entryObject } from './entry-details';

const entry = (rest: Partial<AuditEntryView>): AuditEntryView => ({
  logId: '0',
  salt: null,
  payload: null,
  id: '1',
  at: '2026-11-02T00:00:00.000Z',
  actor: 'Ada',
  actorKind: 'user',
  actorId: '2',
  action: 'document.upload',
  objectKind: 'document',
  objectId: '3',
  requestId: null,
  outcome: 'ok',
  detail: {},
  documents: [],
  removedDocuments: 0,
  member: null,
  key: null,
  ...rest,
});

describe('an entry in words', () => {
  it('tells counts and codes, of lists how many, and no ids of other objects', () => {
    const folder = '3f0c1d2e-0000-4000-8000-000000000000';
    expect(entryDetails({ detail: { bytes: 12_000, folder } })).toBe('12 kB');
    expect(entryDetails({ detail: { from: folder, to: folder } })).toBe('');
    expect(entryDetails({ detail: { from: 'member', to: 'admin' } })).toBe('from member to admin');
    expect(entryDetails({ detail: { members: [folder, folder] } })).toBe('members 2');
    expect(entryDetails({ detail: { error: 'rate_limited', model: null } })).toBe(
      'error rate limited',
    );
    expect(
      entryDetails({ detail: { inputTokens: 12, priceNano: '1500000', latencyMs: 12.4 } }),
    ).toBe('input tokens 12 · $0.001500 · 12 ms');
    expect(entryDetails({ detail: { version: 2, fields: ['tokensPerDay'] } })).toBe(
      'version 2 · tokens per day',
    );
  });

  it('names what it is about, also when that is gone', () => {
    expect(entryObject(entry({ documents: ['a.pdf', 'b.pdf'], removedDocuments: 1 }))).toBe(
      'a.pdf, b.pdf, 1 removed since',
    );
    expect(entryObject(entry({ removedDocuments: 1 }))).toBe('A document, removed since');
    expect(entryObject(entry({ objectKind: 'member', member: 'Ada' }))).toBe('Ada');
    expect(entryObject(entry({ objectKind: 'tenant' }))).toBe('Workspace');
  });
});
