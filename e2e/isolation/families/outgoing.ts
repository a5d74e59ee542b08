import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { addWebhook } from '@/lib/notifications/add-webhook';
import { removeWebhook } from '@/lib/notifications/change-webhook';
import { readDeliveries } from '@/lib/notifications/read-deliveries';
import type { AddWebhook } from '@/lib/notifications/schema';
import { sendTest } from '@/lib/notifications/send-by-hand';
import { sealWebhook } from '@/lib/notifications/webhook-row';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Case, Family, Scene } from '../case';
import { type SourceFile, sourceFiles } from '../source-files';

const FAMILY = 'outgoing requests';

/** Where code may open a connection, and to whom: to an address of the operator's and to no other. */
const REVIEWED: Readonly<Record<string, string>> = {
  'lib/llm/account.ts': 'the provider’s endpoint, by its SDK',
  'lib/llm/cutting-fetch.ts': 'the provider’s endpoint, by what its SDK fetches with',
  'lib/llm/passing/provider-connection.ts': 'the provider’s endpoint; a redirect is an answer',
  'lib/keys/http-key-service.ts': 'the key service of the installation',
  'lib/finance/provider/fetch-report.ts': 'the provider’s report',
  'lib/outgoing/guarded-request.ts':
    'where operators and workspaces want to be told, where finance has files brought, and where tools of a workspace lead; into a private network only if the installation allows it; a redirect is an answer',
  'lib/notify/send-mail.ts':
    'the mail server of the installation, which is told no address to fetch from',
  'lib/audit/checkpoints/add-checkpoint.ts':
    'the witness of the installation, which is told sizes and hashes of logs; no redirect',
  'lib/audit/store/store-checkpoints.ts':
    'the object store of the installation, which is told sizes and hashes of logs; no redirect',
  'lib/kv/redis-client.ts': 'the Redis of the installation',
  'lib/security/self-test/probe-api.ts':
    'the installation’s own address, as the self-test’s tenants',
};

/** What opens a connection and follows a redirect unless it is told not to. */
const FOLLOWING =
  /(?<![\w.])fetch\(\s*[^)'"`]|new WebSocket\(|undici|new Anthropic\(|new QdrantClient\(/;
/** What opens one and knows no redirects, also when the function is only named to be called later. */
const PLAIN =
  /\bhttps?\)?\.(?:request|get)\b|(?:import|,)[^;]*\{[^}]*\b(?:request|get|connect|createConnection)\b[^}]*\} from 'node:(?:https?|http2|net|tls)'|\b(?:net|tls|http2)\.(?:connect|createConnection)\b|new (?:net\.)?Socket\(|\bcreateTransport\b|new Redis\(/;

/** What a file does that opens connections without having been read, or that lets itself be led on. */
export function unreadConnections({ file, text }: SourceFile): string[] {
  const found = FOLLOWING.exec(text) ?? PLAIN.exec(text);
  if (!found || isTheirs(file)) return [];
  return [
    ...(Object.hasOwn(REVIEWED, file) ? [] : [`${file} was not read: ${found[0]}`]),
    ...(FOLLOWING.test(text) && !/redirect: 'error'/.test(text)
      ? [`${file} follows redirects`]
      : []),
  ];
}

/** Addresses of the machine and of its cloud, in the ways to write them that filters forget. */
export const INSIDE = [
  'http://127.0.0.1:PORT/healthz',
  'http://2130706433:PORT/healthz',
  'http://0177.0.0.1:PORT/healthz',
  'http://0x7f.1:PORT/healthz',
  'http://[::1]:PORT/healthz',
  'http://[::ffff:127.0.0.1]:PORT/healthz',
  'http://localhost.:PORT/healthz',
  'http://169.254.169.254/latest/meta-data/',
  'http://[fd00:ec2::254]/latest/meta-data/',
  '//127.0.0.1:PORT/healthz',
  '/\\127.0.0.1:PORT/healthz',
  'file:///etc/passwd',
];

export const outgoing: Family = (scene) => [
  ...INSIDE.map(
    (address): Case => ({
      id: `the picture service asked for ${address}`,
      family: FAMILY,
      covers: [],
      attack: () => picture(scene, address),
    }),
  ),
  ...INSIDE.map(
    (address): Case => ({
      id: `a webhook to ${address}`,
      family: FAMILY,
      covers: [],
      attack: () => webhook(scene, address),
    }),
  ),
  ...['//evil.example/', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)'].map(
    (address): Case => ({
      id: `led from the sign-in to ${address}`,
      family: FAMILY,
      covers: [],
      attack: () => led(scene, address),
    }),
  ),
  {
    id: 'connections that code opens',
    family: FAMILY,
    covers: [],
    attack: async () => {
      const files = sourceFiles('lib', 'app');
      const known = new Set(files.map(({ file }) => file));
      return [
        ...files.flatMap(unreadConnections),
        ...Object.keys(REVIEWED)
          .filter((file) => !known.has(file))
          .map((file) => `${file} is listed and does not exist`),
      ];
    },
  },
  {
    id: 'maps of the source, and files beside the public ones',
    family: 'side outputs',
    covers: [],
    attack: () => sourceMaps(scene),
  },
];

/** The embedded stand-in of the provider, and stores' own clients, which have a contract of their own. */
function isTheirs(file: string): boolean {
  return file.startsWith('lib/llm/local/') || file.startsWith('lib/vectors/qdrant/');
}

async function picture({ world, model, product }: Scene, address: string): Promise<string[]> {
  const port = new URL(model.elsewhere.url).port;
  const before = model.elsewhere.received.length;
  const url = encodeURIComponent(address.replace('PORT', port));
  const received = await world.attacker.visitor.request(`/_next/image?url=${url}&w=64&q=75`);
  const direct = await fetch(`${product.url}/_next/image?url=${url}&w=64&q=75`);
  return [
    ...(received.status === 200 || direct.status === 200 ? ['it was fetched'] : []),
    ...model.elsewhere.received
      .slice(before)
      .filter((request) => request.includes('/healthz'))
      .map(() => 'the address was asked'),
  ];
}

/** Past the form: an address that the product would refuse, sealed into a row, as if its check were missing. */
async function webhook({ world, model }: Scene, address: string): Promise<string[]> {
  const { ctx } = world.attacker;
  const port = new URL(model.elsewhere.url).port;
  const url = new URL(address.replace('PORT', port), 'https://evil.example').href;
  const kinds: AddWebhook['kinds'] = ['webhook.disabled'];
  const refused = await addWebhook(ctx, { address: url, kinds }).then(
    () => false,
    () => true,
  );
  const { id } = await addWebhook(ctx, { address: 'https://evil.example/', kinds });
  await withTenantSql(ctx, (sql) =>
    sql('update webhook_endpoint set address_sealed = $2 where tenant_id = :tenant and id = $1', [
      id,
      sealWebhook(ctx, id, 'address', url),
    ]),
  );
  const before = model.elsewhere.received.length;
  const deliveryId = await sendTest(ctx, id);
  const tried = await tryOf(ctx, deliveryId);
  await removeWebhook(ctx, id);
  return [
    ...(refused ? [] : ['it was accepted']),
    ...(tried.status === null ? [] : [`it was answered with ${tried.status}`]),
    ...model.elsewhere.received
      .slice(before)
      .filter((request) => request.includes('/healthz'))
      .map(() => 'the address was asked'),
  ];
}

/** How the product's worker ended its first try. */
async function tryOf(ctx: TenantContext, id: string): Promise<{ status: number | null }> {
  for (;;) {
    const { deliveries } = await readDeliveries(ctx, {});
    const found = deliveries.find((delivery) => delivery.id === id);
    if (found?.failure || found?.deliveredAt) return { status: found.status };
    await sleep(100);
  }
}

async function led({ world }: Scene, address: string): Promise<string[]> {
  const next = encodeURIComponent(address);
  const { visitor } = world.attacker;
  const received = await Promise.all([
    visitor.request(`/sign-in?next=${next}`),
    visitor.request(`/sign-in?callbackUrl=${next}`),
    visitor.request(`/api/auth/signin?callbackUrl=${next}`),
    visitor.request(`/api/auth/signout?callbackUrl=${next}`),
  ]);
  return received
    .map(({ headers }) => headers.get('location') ?? '/')
    .filter((location) => new URL(location, visitor.origin).origin !== visitor.origin)
    .map((location) => `leads to ${location}`);
}

async function sourceMaps({ product }: Scene): Promise<string[]> {
  const scripts = readdirSync(path.join('.next', 'static'), { recursive: true, encoding: 'utf8' });
  const maps = scripts.filter((name) => name.endsWith('.map')).map((name) => `${name} is public`);
  const paths = [
    ...scripts
      .filter((name) => name.endsWith('.js'))
      .slice(0, 5)
      .map((name) => `/_next/static/${name}.map`),
    '/.env',
    '/package.json',
    '/.data/secrets.json',
    '/dist/server.mjs.map',
    '/_next/static/../../package.json',
    '/_next/static/%2e%2e/%2e%2e/package.json',
    '/_next/../.data/secrets.json',
    '/_next/data/build/t/x.json',
    '/metrics',
    '/debug',
    '/api/health',
  ];
  const served = await Promise.all(
    paths.map(async (each) => ({ each, status: (await fetch(`${product.url}${each}`)).status })),
  );
  const open = served.filter(({ status }) => status === 200).map(({ each }) => `${each} is served`);
  return [...maps, ...open];
}
