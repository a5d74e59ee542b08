import { ask } from '../calls';
import { CONTENT, FIGURES, type GuardedPath, ROWS } from './path';
import { page, route, victims } from './read-attempts';
import { type MatrixScene, ONLY_VICTIM } from './scene';
import { makeDeferred } from './throw-away';

/** Lists narrowed to what is the victim's. */
const LISTS = [
  (scene: MatrixScene) => `/documents?folder=${scene.victim.openFolderId}`,
  () => '/documents?name=cnry&q=cnry',
];

const ownerOf = ({ victim }: MatrixScene) => victim.ctx.principal.id;

/** What people of a tenant open; each attempt carries ids of another tenant wherever one is taken. */
export const PORTAL_PATHS: Record<string, GuardedPath> = {
  'page /t/[tenant]': page(CONTENT, () => ''),
  'page /t/[tenant]/c/[conversationId]': page(
    CONTENT,
    (scene) => `/c/${victims('conversation')(scene)}`,
  ),
  'page /t/[tenant]/assistant': page(CONTENT, () => '/assistant'),
  'page /t/[tenant]/budgets': page(ROWS, () => '/budgets'),
  'page /t/[tenant]/data': page(ROWS, () => '/data'),
  'page /t/[tenant]/documents': page(CONTENT, () => '/documents', ...LISTS),
  'page /t/[tenant]/documents/[id]': page(
    CONTENT,
    (scene) => `/documents/${victims('document')(scene)}`,
  ),
  'page /t/[tenant]/documents/folders': page(ROWS, () => '/documents/folders'),
  'page /t/[tenant]/keys': page(CONTENT, () => '/keys'),
  'page /t/[tenant]/people': page(ROWS, () => '/people'),
  'page /t/[tenant]/usage': page(FIGURES, () => '/usage?by=user'),
  'page /t/[tenant]/usage/statement': page(FIGURES, () => '/usage/statement'),
  'route GET /api/t/[tenant]/statement.csv': route(FIGURES, () => '/statement.csv'),
  'route GET /api/t/[tenant]/statement.pdf': route(FIGURES, () => '/statement.pdf'),
  'page /t/[tenant]/audit': page(
    ROWS,
    () => '/audit',
    (scene) => `/audit?actor=${ownerOf(scene)}`,
  ),
  'route GET /api/t/[tenant]/audit.csv': route(
    ROWS,
    () => '/audit.csv',
    (scene) => `/audit.csv?actor=${ownerOf(scene)}`,
  ),
  'route GET /api/t/[tenant]/usage.csv': route(FIGURES, () => '/usage.csv?by=user'),
  'route GET /api/t/[tenant]/deferred': deferred(() => ''),
  'route GET /api/t/[tenant]/deferred/[id]': deferred((id) => `/${id}`),
  'route GET /api/t/[tenant]/documents': route(CONTENT, () => '/documents', ...LISTS),
  'route GET /api/t/[tenant]/documents/[id]': route(
    CONTENT,
    (scene) => `/documents/${victims('document')(scene)}`,
  ),
  'route GET /api/t/[tenant]/documents/[id]/versions': route(
    ROWS,
    (scene) => `/documents/${victims('document')(scene)}/versions`,
  ),
  'route GET /api/t/[tenant]/documents/[id]/text': route(
    CONTENT,
    (scene) => `/documents/${victims('document')(scene)}/text`,
  ),
  'route GET /api/t/[tenant]/documents/[id]/original': route(
    CONTENT,
    (scene) => `/documents/${victims('document')(scene)}/original`,
  ),
  'route GET /api/t/[tenant]/exports/[id]': {
    locks: CONTENT,
    entered: true,
    prepare: (scene) => async () => {
      const address = `/api/t/${scene.attacker.slug}/exports/${scene.exportId}`;
      // A stream that breaks off in the middle is one that did not open.
      const received = await scene.double.request(address).catch(cutOff);
      return received?.body.startsWith('PK') ? 'an archive' : undefined;
    },
  },
  'route POST /api/t/[tenant]/answers': {
    // Not `entered`: a stream asks by itself whether the session belongs to the tenant, and is cut off.
    locks: CONTENT,
    prepare: (scene) => async () => {
      const { double, attacker } = scene;
      const conversationId = victims('conversation')(scene);
      const scope = { documentIds: [victims('document')(scene)] };
      return (
        scene.foundInTenant(await ask(double, attacker.slug, ONLY_VICTIM.question)) ??
        scene.foundInTenant(await ask(double, attacker.slug, 'And then?', { conversationId })) ??
        scene.foundInTenant(await ask(double, attacker.slug, ONLY_VICTIM.question, { scope }))
      );
    },
  },
};

/** What waits, or ended unseen, of somebody of the victim. */
function deferred(below: (id: string) => string): GuardedPath {
  return {
    locks: ROWS,
    entered: true,
    async prepare(scene) {
      const { double, attacker } = scene;
      const id = await makeDeferred(scene, 'done');
      const address = `/api/t/${attacker.slug}/deferred${below(id)}`;
      return async () => scene.foundInTenant(await double.request(address));
    },
  };
}

function cutOff(error: Error): undefined {
  const { code } = (error.cause ?? {}) as { code?: string };
  if (error.message !== 'terminated' && code !== 'UND_ERR_SOCKET') throw error;
}
