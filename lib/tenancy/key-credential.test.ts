import { expect, it } from 'vitest';
import { keyIdOf, newKeyCredential, parseKeyCredential } from './key-credential';

/** Of a key that was handed out long ago. */
const TEXT = 'ten_ent_1a2B3c4D5e6F7g8H9i0J1k_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg_11FL5z';

it('reads what it wrote, with the id of the row', () => {
  const { keyId, hmac, text } = newKeyCredential('professional');
  const presented = parseKeyCredential(text);
  expect(presented?.hmac).toBe(hmac.toString('base64'));
  expect(presented && keyIdOf(presented)).toBe(keyId);
});

it('knows a key by its checksum, and no mistyped one', () => {
  expect(parseKeyCredential(TEXT)).toBeDefined();
  expect(parseKeyCredential(TEXT.replace('ABC', 'ACB'))).toBeUndefined();
  expect(parseKeyCredential(TEXT.replace('_11FL5z', '_11FL5y'))).toBeUndefined();
});

it('takes no id of more than 128 bits', () => {
  expect(keyIdOf({ hmac: '', publicId: 'z'.repeat(22) })).toBeUndefined();
});
