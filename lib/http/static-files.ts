import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';

/** Their names change with their content. */
const FOR_EVER = 'public, max-age=31536000, immutable';
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'application/javascript; charset=UTF-8',
  '.css': 'text/css; charset=UTF-8',
};

/** Whether it answered the request. */
export type StaticFiles = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * Scripts and styles of the pages in the form that the build compressed, from memory: Next would compress them anew for each
 * request, and less. What was not compressed, and readers who do not take it, are left to Next. `folder`: of the build.
 */
export async function openStaticFiles(folder: string): Promise<StaticFiles> {
  const root = path.join(folder, 'static');
  const names = await readdir(root, { recursive: true }).catch(() => []);
  const files = new Map<string, Buffer>();
  for (const name of names)
    if (name.endsWith('.br')) {
      const address = `/_next/static/${name.slice(0, -'.br'.length).split(path.sep).join('/')}`;
      files.set(address, await readFile(path.join(root, name)));
    }
  return (request, response) => {
    const address = request.url?.split('?', 1)[0] ?? '';
    const file = files.get(address);
    const reads = request.method === 'GET' || request.method === 'HEAD';
    if (!file || !reads || request.headers.range || !takesBrotli(request)) return false;
    response.writeHead(200, {
      'content-type': TYPES[path.extname(address)] ?? 'application/octet-stream',
      'content-encoding': 'br',
      'content-length': file.length,
      'cache-control': FOR_EVER,
      vary: 'Accept-Encoding',
    });
    response.end(request.method === 'HEAD' ? undefined : file);
    return true;
  };
}

function takesBrotli({ headers }: IncomingMessage): boolean {
  const accepted = String(headers['accept-encoding'] ?? '').split(',');
  return accepted.some((each) => /^\s*br\s*(;\s*q=(1(\.0*)?|0?\.\d*[1-9]\d*)\s*)?$/i.test(each));
}
