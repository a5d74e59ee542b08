import { describe, expect, it } from 'vitest';
import { readForm } from './read-form';

async function* inPieces(body: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size);
}

async function partsOf(type: string, body: Buffer, size: number) {
  const parts: [string, string | undefined, string][] = [];
  for await (const { name, fileName, body: part } of readForm(type, inPieces(body, size))) {
    const pieces: Buffer[] = [];
    for await (const piece of part) pieces.push(piece);
    parts.push([name, fileName, Buffer.concat(pieces).toString('latin1')]);
  }
  return parts;
}

async function written(form: FormData): Promise<{ type: string; body: Buffer }> {
  const response = new Response(form);
  return {
    type: response.headers.get('content-type') ?? '',
    body: Buffer.from(await response.arrayBuffer()),
  };
}

describe('a form', () => {
  const content = '\r\n--\r\n-- almost a boundary \r\n\r\n';
  const form = new FormData();
  form.set('folder', 'one');
  form.set('file', new File([content], 'a "quoted" ü.txt', { type: 'text/plain' }));
  form.set('empty', new File([], 'none'));

  it.each([1, 2, 7, 64, 10_000])('comes in pieces of %i bytes', async (size) => {
    const { type, body } = await written(form);
    expect(await partsOf(type, body, size)).toEqual([
      ['folder', undefined, 'one'],
      ['file', 'a "quoted" ü.txt', content],
      ['empty', 'none', ''],
    ]);
  });

  it('whose parts nobody reads is read to its end', async () => {
    const { type, body } = await written(form);
    const names: string[] = [];
    for await (const { name } of readForm(type, inPieces(body, 5))) names.push(name);
    expect(names).toEqual(['folder', 'file', 'empty']);
  });

  it('is refused when it is cut off anywhere, or is none', async () => {
    const { type, body } = await written(form);
    const end = body.lastIndexOf('--');
    for (const length of [0, 10, 90, end - 40, end - 1, end + 1])
      await expect(partsOf(type, body.subarray(0, length), 16)).rejects.toMatchObject({
        code: 'invalid_input',
      });
    for (const wrong of ['multipart/form-data', 'multipart/form-data; boundary=other'])
      await expect(partsOf(wrong, body, 16)).rejects.toMatchObject({ code: 'invalid_input' });
    const nameless = Buffer.from('--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--');
    await expect(partsOf('x; boundary=b', nameless, 16)).rejects.toMatchObject({
      code: 'invalid_input',
    });
    const long = Buffer.from(`--b\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`);
    await expect(partsOf('x; boundary=b', long, 512)).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });
});
