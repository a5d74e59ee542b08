import type { Family } from '../case';

/** A tenant named anywhere but in the path, and the tricks by which edges were fooled before. */
export const spoofing: Family = ({ world, book, manifest }) => {
  const { victim, attacker } = world;
  const [document = ''] = victim.ids.get('document') ?? [];
  const headers: Record<string, string>[] = [
    { 'x-tenant': victim.slug, 'x-tenant-id': victim.ctx.tenantId },
    {
      'x-forwarded-host': `${victim.slug}.localhost`,
      'x-forwarded-for': '127.0.0.1',
      forwarded: `host=${victim.slug}`,
    },
    { 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy' },
    {
      'x-original-url': `/t/${victim.slug}/documents`,
      'x-rewrite-url': `/t/${victim.slug}/documents`,
    },
    { 'x-http-method-override': 'GET', 'x-session': victim.ctx.principal.id },
    { 'x-nextjs-data': '1', 'next-url': `/t/${victim.slug}` },
  ];
  const paths = [
    `/api/t/${attacker.slug}/documents`,
    `/api/t/${attacker.slug}/documents/${document}/text`,
    `/api/t/${attacker.slug}/documents?tenant=${victim.slug}&tenant=${attacker.slug}`,
    `/api/t/${attacker.slug}%2F..%2F${victim.slug}/documents`,
    `/api/t/${victim.slug.toUpperCase()}/documents`,
    `/api/t/${victim.slug}%00/documents`,
    `/api/t/${attacker.slug}/documents/../../${victim.slug}/documents`,
    `/t/${attacker.slug}`,
    `/t/${victim.slug}`,
  ];
  const covers = manifest.routes
    .filter((route) => route.pattern.includes('/documents'))
    .map((route) => route.id);
  return paths.flatMap((path) =>
    [{}, ...headers].map((sent, index) => ({
      id: `spoofing ${index} ${path.replaceAll(victim.slug, '<victim>').replaceAll(attacker.slug, '<attacker>').replace(document, '<document>')}`,
      family: 'tenant spoofing',
      covers,
      attack: async () => {
        const received = await attacker.visitor.request(path, {
          headers: sent as Record<string, string>,
        });
        return book
          .find(received.text, attacker.visitor.allowed)
          .map((canary) => `${canary.place} of ${canary.circle} surfaced`);
      },
    })),
  );
};
