import { type SourceFile, sourceFiles } from './source-files';

/** Something that lives as long as the process, or the request, and answers more than one caller. */
export interface OwnCache {
  name: string;
  file: string;
  text: string;
}

/** What keeps one tenant's entries from another's callers. */
export interface CacheKey {
  /** The text of the code that makes the key, the tenant in it; absent when no tenant's data is inside. */
  key?: string;
  why: string;
}

/** Every process-wide state, each LRU cache, each memo of a request and each variable of a module that the code has. */
export function ownCaches(): OwnCache[] {
  return sourceFiles('app', 'components', 'lib').flatMap(cachesOf);
}

/** What lives as long as its module: a variable, or something empty that is filled later. */
const OF_MODULE =
  /^(?:export )?(?:let (\w+)|const (\w+)(?::[^=;]+)? = (?:new (?:Weak)?(?:Map|Set)(?:<[^;()]*>)?\(\)|\[\]|\{\});)/gm;

export function cachesOf({ file, text }: SourceFile): OwnCache[] {
  const names = [
    ...[...text.matchAll(/processState\(\s*'([^']+)'/g)].map(([, name = '']) => name),
    ...[...text.matchAll(OF_MODULE)].map(([, variable, filled]) => `${file}#${variable ?? filled}`),
    ...(/new LRUCache/.test(text) && !/processState\(/.test(text) ? [file] : []),
    ...(/import \{[^}]*\bcache\b[^}]*\} from 'react'/.test(text) ? [file] : []),
  ];
  return names.map((name) => ({ name, file, text }));
}

/**
 * The reviewed ones. A new cache is not among them, and so uncovered, until somebody writes down here how
 * its key contains the tenant; changing how a key is made fails the suite until it is read again.
 */
export const REVIEWED: Readonly<Record<string, CacheKey>> = {
  'tenancy.policies': {
    key: 'ctx.tenantId}/',
    why: 'the tenant of the proof comes first; ids have no delimiter in them',
  },
  'tenancy.containments': {
    key: 'state.known.get(ctx.tenantId)',
    why: 'by the tenant of the proof, compared with it at each use',
  },
  'usage.policyWaiters': {
    key: 'waitFor(ctx.tenantId',
    why: 'who waits, by the tenant of the proof; what wakes them says nothing but that',
  },
  'flags.known': {
    key: 'state.known.get(ctx.tenantId)',
    why: 'by the tenant of the proof, compared with it at each use',
  },
  'lib/http/v1/bounded-tags.ts#known': {
    key: 'known.get(tenantId)',
    why: 'names of cost tags by the tenant of the proof; says of another’s nothing but its own',
  },
  'lib/http/v1/bounded-tags.ts#knownOf': {
    why: 'a day',
  },
  'http.apiBodies': {
    key: 'arriving.get(tenantId)',
    why: 'a count of bytes by the tenant of the proof',
  },
  'http.messageRecords': {
    key: 'tenant: reservation.tenantId',
    why: 'a queue that is written and never read; each entry has the secret of its own hold',
  },
  'pdf.render': { why: 'threads that write a file of what they are given and keep nothing of it' },
  'llm.connections': { why: 'connections to the provider; each request says whose account it is' },
  'components/removal/pending-removals.ts#pending': {
    why: 'of one tab; filled by what its reader clicks, never while a server renders',
  },
  'components/removal/pending-removals.ts#gone': {
    why: 'of one tab; ids that its reader removed, never filled while a server renders',
  },
  'components/removal/pending-removals.ts#none': { why: 'nothing, and never filled' },
  'components/removal/pending-removals.ts#ids': { why: 'those of the two above' },
  'components/removal/left-removals.ts#person': {
    why: 'of one tab: whose page it shows, set by an effect, which a server never runs',
  },
  'http.page-request': {
    why: 'of one request and gone with it: its id and the locale of its reader',
  },
  'reader-locale': { why: 'a function that asks the request for its locale' },
  'lib/localized.ts#formatters': {
    why: 'ways of writing numbers and dates, by locale and options; no number or date is kept',
  },
  'lib/http/v1/routes.ts#built': { why: 'the description of the API, which is code' },
  'console.readings': {
    why: 'figures of all tenants for the platform’s people, each of whom PostgreSQL verified before it is read; never behind a tenant’s page',
  },
  'console.fleetPolicies': {
    key: 'policies.get(key(row.tenant_id, row.version))',
    why: 'versions that never change, by tenant; read by the platform’s people alone',
  },
  'budget.toTell': {
    key: 'toTell.get(tenantId)',
    why: 'by the tenant of the proof under which it is told; never read by anybody else',
  },
  'budget.expected': {
    key: 'ctx.tenantId}/',
    why: 'the tenant of the proof comes first; ids have no delimiter in them',
  },
  'retrieval.stats': {
    key: 'ctx.tenantId}:',
    why: 'the tenant and the person of the proof',
  },
  'keys.rings': { key: 'rings.get(tenant)', why: 'one ring a tenant, asked for with a proof' },
  'kv.admission': {
    key: "tenantKeys(ctx).namespace('kv')",
    why: 'a prefix that only the tenant’s proof gives',
  },
  'kv.streams': {
    key: "keys.namespace('kv')",
    why: 'a prefix that only the tenant’s proof gives, then the person of the proof; entries are sealed and say their tenant',
  },
  'documents.uploads': { key: 'inFlight.get(ctx.tenantId)', why: 'counted by the proof’s tenant' },
  'vectors.lance': {
    key: 'tables.get(directory)',
    why: 'by directory, which is one tenant’s, its name keyed',
  },
  'vectors.lance.purges': {
    key: 'timers.get(note.name)',
    why: 'by directory, which is one tenant’s or the shared one; holds a timer and no data',
  },
  'vectors.tokens': {
    key: '[tenantId, endpoint.url, endpoint.apiKey, collection, access]',
    why: 'the tenant comes first, and a token opens the one collection that it is kept under',
  },
  'traffic.queues': {
    key: 'flow: ctx.tenantId',
    why: 'by model and account, and in each one flow a tenant of the proof',
  },
  'traffic.shared-pools': {
    why: 'keyed names of queues that this process said it uses, and the time when it did',
  },
  'platform-health.instance': { why: 'a random id that says which process this is' },
  'llm.clients': {
    key: 'account.baseURL}\\0',
    why: 'by account, its own key in the key; holds no prompt and no answer',
  },
  'llm.upstreams': {
    key: "[account.tenantId ?? 'platform', account.baseURL, account.apiKey]",
    why: 'by account and model; counts calls and failures, and holds no prompt and no answer',
  },
  'traffic.refusals': {
    key: 'ctx.tenantId}/',
    why: 'the tenant of the proof, then its key; holds numbers alone',
  },
  'traffic.refusalCounts': {
    key: 'ctx.tenantId}/',
    why: 'the tenant of the proof comes first; holds its proof and a number',
  },
  'traffic.repeatPace': {
    key: '.wait(tenantId)',
    why: 'by tenant; counts, and wakes who waits, with nothing of theirs',
  },
  'traffic.bytesOut': { key: 'sending.get(ctx.tenantId)', why: 'counted by the proof’s tenant' },
  'kv.redis': { why: 'one connection; keys carry the prefix that a tenant’s proof gives' },
  'traffic.tenantBreakers': {
    key: 'keyOf(tenantId, how)',
    why: 'by tenant and kind of failure; counts failures',
  },
  'traffic.loopLag': { why: 'by how much timers come late' },
  'vectors.retries': { key: 'retries.get(url)', why: 'counts of calls by address' },
  'traffic.bulkheads': { why: 'counts of calls by dependency; what runs is its caller’s own' },
  'lib/llm/local/prompt-cache.ts': {
    key: 'apiKey',
    why: 'the stand-in for the provider: by account, counts and no text',
  },
  'budget.holdProofs': {
    key: 'new WeakMap<Reservation, Kept>()',
    why: 'by the hold, or by its own proof, of which nobody can make a second',
  },
  'lib/identity/current-session.ts': { why: 'of one request, which has one cookie' },
  'lib/http/verified-context.ts': {
    key: 'cache(async (slug) =>',
    why: 'of one request, by slug; the database verifies each slug by itself',
  },
  'app/(portal)/t/[tenant]/(chat)/c/[conversationId]/page.tsx': {
    key: 'cache(async (tenant: string',
    why: 'of one request, the tenant among its arguments',
  },
  'app/(portal)/t/[tenant]/documents/[id]/read-document.ts': {
    key: 'cache(async (tenant: string',
    why: 'of one request, the tenant among its arguments',
  },
  'jobs.signals': { why: 'job ids and abort handles; the database says whose they are' },
  'deferred.signals': { why: 'a bell, and ids of what was cancelled; the database says whose' },
  'operations.signals': { why: 'a bell without a message' },
  'http.connections': {
    why: 'by an id that the server gives each request, whatever a client says',
  },
  'http.inFlight': { why: 'promises that nobody reads a value from' },
  'budget.periods': {
    key: '= cache.get(key)',
    why: 'by time zone and kind of period: when a day or month begins there, for whichever tenant',
  },
  'budget.batches': { why: 'steps on their way, each answered to its own caller by its place' },
  'budget.minted': { why: 'which objects are reservations, by identity' },
  'tenancy.keys': {
    key: 'known.get(hmac)',
    why: 'by the HMAC of a key’s whole text, which is one tenant’s and which nobody without the key gives',
  },
  'tenancy.verifyingKeys': {
    key: 'verifying.get(turn)',
    why: 'by the HMAC of a key’s whole text and an address, for as long as PostgreSQL is asked about it',
  },
  'tenancy.keyHmac': { why: 'the installation’s own key, by its secret' },
  'tenancy.supports': {
    why: 'which objects are proofs of support access; asked of an object, and gives none out',
  },
  'tenancy.minted': { why: 'which objects are proofs, by identity' },
  'metering.priceLines': { why: 'the platform’s price book' },
  'identity.keys': { why: 'the platform’s own keys, by purpose' },
  'identity.passwords': { why: 'workers that hash and keep nothing' },
  'vectors.endpoints': { key: 'known.get(ctx.tenantId)', why: 'by the proof’s tenant' },
  'objects.turns': {
    key: 'turns.get(file)',
    why: 'by path, which is one tenant’s; holds promises without a value for the next caller',
  },
  'lifecycle.openWork': { why: 'abort handles, each told by the database that its work is over' },
  'keys.namespace': {
    key: 'purpose}|',
    why: 'the platform’s own secret; the tenant is in each name made from it',
  },
  'db.pools': { why: 'connections by role; a context is set inside a transaction alone' },
  'db.prisma': { why: 'a client by pool; a context is set inside a transaction alone' },
  'db.vectors': { why: 'connections by address; statements name the tenant’s own table' },
  'db.listeners': {
    why: 'connections that hear that something changed, and read it under a proof',
  },
  'db.mismatch-reports': { why: 'promises that nobody reads a value from' },
  'tenant-caches': { why: 'how each cache forgets a tenant' },
  'llm.local': { why: 'the one local model of the process, which keeps no prompt' },
  'lib/llm/stream-model.ts#underWay': {
    why: 'what iterates a stream until it has ended; asked for by nobody',
  },
  'lib/db/budget-batch.ts#batches': {
    why: 'how many batches a connection has sent, so that its plans are made anew; no row of anybody',
  },
  'lib/secrets.ts#cached': { why: 'the installation’s own secrets' },
  'lib/ids.ts#given': { why: 'how much of a page of random bytes was given out; no byte twice' },
  'lib/ids.ts#source': { why: 'where random bytes come from; another one in tests' },
  'lib/kv/sliding-ring.ts#epochMs': {
    why: 'the instant from which this process numbers the buckets of all its windows; no row of anybody',
  },
  'components/ui/toast.tsx#waiting': { why: 'toasts of one browser, until they can be drawn' },
  'components/ui/toast.tsx#wanted': { why: 'whether one browser raised a toast yet' },
  'components/ui/toast.tsx#drawing': { why: 'what draws toasts in one browser' },
  'components/ui/time.tsx#timer': { why: 'the clock of the pages of one browser' },
  'components/ui/time.tsx#current': { why: 'the clock of the pages of one browser' },
  embedder: { why: 'workers that turn text into numbers and keep neither' },
  log: { why: 'where lines go' },
};
