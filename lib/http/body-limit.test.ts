import { describe, expect, it } from 'vitest';
import { bodyRefusal } from './body-limit';

const SIGN_IN = '/api/auth/callback/credentials';
const code = (path: string, headers: Record<string, string>) =>
  bodyRefusal({ headers }, path)?.code;

describe('the limit of a body', () => {
  it('lets through what is small, or has none', () => {
    expect(code('/t/acme/chat', {})).toBeUndefined();
    expect(code(SIGN_IN, { 'content-length': '1048576' })).toBeUndefined();
  });

  it('refuses what would fill the memory, before anybody reads it', () => {
    expect(code(SIGN_IN, { 'content-length': '1048577' })).toBe('too_large');
    expect(code('/api/t/acme/answers', { 'content-length': '9'.repeat(400) })).toBe('too_large');
    expect(code(SIGN_IN, { 'transfer-encoding': 'chunked' })).toBe('invalid_input');
  });

  it('leaves uploads to the one that counts them, and nothing else of that name', () => {
    const large = { 'content-length': String(50 * 1024 * 1024) };
    expect(code('/api/t/acme/documents', large)).toBeUndefined();
    expect(code('/api/t/acme/documents', { 'transfer-encoding': 'chunked' })).toBeUndefined();
    expect(code('/api/finance/provider', large)).toBeUndefined();
    expect(code('/v1/messages', large)).toBeUndefined();
    expect(code('/v1x/messages', large)).toBe('too_large');
    expect(code('/api/finance/provider/x', large)).toBe('too_large');
    expect(code('/api/t/acme/documents/x/retry', large)).toBe('too_large');
    expect(code('/api/t/acme/x/documents', large)).toBe('too_large');
    expect(code('/x/api/t/acme/documents', large)).toBe('too_large');
  });
});
