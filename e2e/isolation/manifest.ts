import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { ownerConnection } from '@/lib/db/owner-connection';
import { API_ROUTES } from '@/lib/http/v1/routes';
import { commandItems } from './commands/command-items';
import { type OwnCache, ownCaches } from './own-caches';

/** Everything that could give tenant data away, read from the code and the database. */
export interface Manifest {
  routes: Route[];
  /** Of the public API, which is served outside of the framework. */
  api: Route[];
  pages: Page[];
  actions: Action[];
  /** Tables with a tenant. */
  tables: string[];
  jobs: string[];
  stores: string[];
  /** Whatever in the process answers more than one caller. */
  caches: OwnCache[];
}

export interface Route {
  id: string;
  method: string;
  /** `/api/t/[tenant]/documents/[id]`. */
  pattern: string;
}

export interface Page {
  id: string;
  pattern: string;
}

export interface Action {
  id: string;
  file: string;
  name: string;
}

const STORES = ['database', 'vectors', 'objects', 'kv', 'keys', 'log'];

export async function readManifest(): Promise<Manifest> {
  const files = walk('app');
  const routes = files.filter((file) => path.basename(file) === 'route.ts').flatMap(methodsOf);
  const pages = files
    .filter((file) => path.basename(file) === 'page.tsx')
    .map((file) => ({ id: `page ${patternOf(file)}`, pattern: patternOf(file) }));
  const actions = [...walk('lib'), ...files]
    .filter((file) => /\.tsx?$/.test(file) && isActionFile(file))
    .flatMap(actionsOf);
  return {
    routes,
    api: apiRoutes(),
    pages,
    actions,
    ...(await fromDatabase()),
    stores: STORES.map((store) => `store ${store}`),
    caches: ownCaches(),
  };
}

export function itemsOf(manifest: Manifest): string[] {
  const { routes, api, pages, actions, tables, jobs, stores, caches } = manifest;
  return [
    ...[...routes, ...api, ...pages, ...actions].map((item) => item.id),
    ...tables.map((table) => `table ${table}`),
    ...jobs.map((job) => `job ${job}`),
    ...stores,
    ...caches.map((cache) => `cache ${cache.name}`),
    ...commandItems(),
  ];
}

function walk(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => path.join(folder, file))
    .filter(
      (file) => /\.(ts|tsx)$/.test(file) && !/\.test\./.test(file) && !file.includes('generated'),
    );
}

/** Of `app/(portal)/t/[tenant]/page.tsx`, with or without its ending: `/t/[tenant]`. */
export function patternOf(file: string): string {
  const parts = path
    .dirname(file)
    .split(path.sep)
    .slice(1)
    .filter((part) => !/^\(.*\)$/.test(part));
  return `/${parts.join('/')}`;
}

function methodsOf(file: string): Route[] {
  const source = readFileSync(file, 'utf8');
  const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) =>
    new RegExp(
      `export\\s+(?:async\\s+function|function|const)\\s+${method}\\b|export\\s*\\{[^}]*\\b${method}\\b`,
    ).test(source),
  );
  const pattern = patternOf(file);
  return methods.map((method) => ({ id: `route ${method} ${pattern}`, method, pattern }));
}

function apiRoutes(): Route[] {
  return API_ROUTES.map(({ method, path: of }) => {
    const pattern = of.replace(/\{(\w+)\}/g, '[$1]');
    return { id: `route ${method} ${pattern}`, method, pattern };
  });
}

function isActionFile(file: string): boolean {
  return /^\s*(?:\/\/.*\n|\/\*[\s\S]*?\*\/\s*)*['"]use server['"]/.test(readFileSync(file, 'utf8'));
}

function actionsOf(file: string): Action[] {
  return [...readFileSync(file, 'utf8').matchAll(/export\s+async\s+function\s+(\w+)/g)].map(
    ([, name = '']) => ({ id: `action ${file}#${name}`, file, name }),
  );
}

async function fromDatabase(): Promise<{ tables: string[]; jobs: string[] }> {
  const client = new pg.Client(ownerConnection());
  await client.connect();
  try {
    const tables = await client.query<{ table_name: string }>(
      `select c.table_name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
       where c.column_name = 'tenant_id' and c.table_schema = 'public' and t.table_type = 'BASE TABLE' order by 1`,
    );
    const kinds = await client.query<{ definition: string }>(
      "select pg_get_constraintdef(oid) as definition from pg_constraint where conname = 'job_kind_check'",
    );
    const jobs = [...(kinds.rows[0]?.definition ?? '').matchAll(/'([a-z_]+)'/g)].map(
      ([, kind = '']) => kind,
    );
    return { tables: tables.rows.map((row) => row.table_name), jobs };
  } finally {
    await client.end();
  }
}
