import { ask } from '../calls';
import { CONTENT, FIGURES, type PathEntry, ROWS } from './path';
import { page, route, victims } from './read-attempts';
import { ONLY_VICTIM } from './scene';

/** What people of a tenant open; each attempt carries ids of another tenant wherever one is taken. */
export const PORTAL_PATHS: Record<string, PathEntry> = {
  'page /t/[tenant]': page(CONTENT, () => ''),
  'page /t/[tenant]/c/[conversationId]': page(
    CONTENT,
    (scene) => `/c/${victims('conversation')(scene)}`,
  ),
  'page /t/[tenant]/assistant': page(CONTENT, () => '/assistant'),
  'page /t/[tenant]/data': page(ROWS, () => '/data'),
  'page /t/[tenant]/documents': page(CONTENT, () => '/documents'),
  'page /t/[tenant]/documents/[id]': page(
    CONTENT,
    (scene) => `/documents/${victims('document')(scene)}`,
  ),
  'page /t/[tenant]/documents/folders': page(ROWS, () => '/documents/folders'),
  'page /t/[tenant]/people': page(ROWS, () => '/people'),
  'page /t/[tenant]/usage': page(FIGURES, () => '/usage?by=user'),
  'page /t/[tenant]/audit': page(ROWS, () => '/audit'),
  'route GET /api/t/[tenant]/audit.csv': route(ROWS, () => '/audit.csv'),
  'route GET /api/t/[tenant]/usage.csv': route(FIGURES, () => '/usage.csv?by=user'),
  'route GET /api/t/[tenant]/documents': route(CONTENT, () => '/documents'),
  'route GET /api/t/[tenant]/documents/[id]': route(
    CONTENT,
    (scene) => `/documents/${victims('document')(scene)}`,
  ),
  'route GET /api/t/[tenant]/documents/[id]/text': route(
    CONTENT,
    (scene) => `/documents/${victims('document')(scene)}/text`,
  ),
  'route GET /api/t/[tenant]/documents/[id]/original': route(
    CONTENT,
    (scene) => `/documents/${victims('document')(scene)}/original`,
  ),
  'route POST /api/t/[tenant]/answers': {
    // Not `entered`: a stream asks by itself whether the session belongs to the tenant, and is cut off.
    locks: CONTENT,
    prepare: (scene) => async () => {
      const { double, attacker } = scene;
      const conversationId = victims('conversation')(scene);
      return (
        scene.foundInTenant(await ask(double, attacker.slug, ONLY_VICTIM.question)) ??
        scene.foundInTenant(await ask(double, attacker.slug, 'And then?', { conversationId }))
      );
    },
  },
};
