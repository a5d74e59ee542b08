import { readdirSync } from 'node:fs';
import path from 'node:path';

/** Every page that a workspace has, as the product's folders name it behind `/t/<slug>`: `/c/[conversationId]`; '' is the chat. */
export function portalRoutes(): string[] {
  return readdirSync('app/(portal)/t/[tenant]', { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === 'page.tsx')
    .map((file) => path.dirname(file).split(path.sep))
    .map((folders) => folders.filter((name) => name !== '.' && !/^\(.*\)$/.test(name)))
    .map((names) => names.map((name) => `/${name}`).join(''))
    .sort();
}
