import { expect, type Page } from '@playwright/test';

/** Embedding takes its time on two cores that a browser shares. */
const INDEXED_MS = 150_000;

/** Uploads bytes into the workspace as the signed-in person of the page and waits until they are indexed. Returns the id. */
export async function putDocument(
  page: Page,
  slug: string,
  file: { name: string; bytes: Uint8Array; folderId?: string },
): Promise<string> {
  const id = await page.evaluate(
    async ({ address, name, bytes }) => {
      const response = await fetch(address, {
        method: 'POST',
        headers: { 'x-file-name': encodeURIComponent(name) },
        body: Uint8Array.from(bytes),
      });
      if (!response.ok) throw new Error(await response.text());
      return (await response.json()).document.id as string;
    },
    {
      address: `/api/t/${slug}/documents${file.folderId ? `?folder=${file.folderId}` : ''}`,
      name: file.name,
      bytes: [...file.bytes],
    },
  );
  const stage = () =>
    page.evaluate(
      async (address) => (await (await fetch(address)).json()).stage as string,
      `/api/t/${slug}/documents/${id}`,
    );
  await expect.poll(stage, { timeout: INDEXED_MS, message: file.name }).toBe('indexed');
  return id;
}
