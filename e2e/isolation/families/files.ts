import { existsSync } from 'node:fs';
import { newId } from '@/lib/ids';
import { ask, beginUpload, type UploadedFile, uploadEnded } from '../calls';
import type { Case, Family, Scene } from '../case';
import { HOSTILE_NAMES, hostileFiles } from '../hostile-files';

const FAMILY = 'files';
const ESCAPED = [
  '/tmp/escaped.md',
  '/tmp/escaped-by-zip.txt',
  '/tmp/escaped-absolutely.txt',
  '/etc/escaped.md',
];
const OF_THE_MACHINE = /root:[x*]:0:0/;

/** What an uploaded file does to the machine, to other hosts and to whoever downloads it again. */
export const files: Family = (scene) => {
  const routes = scene.manifest.routes.filter(({ pattern }) => pattern.includes('/documents'));
  const covers = routes.map((route) => route.id);
  return [
    ...hostileFiles(scene.model.elsewhere.url).map(
      (file): Case => ({
        id: `a file: ${file.name}`,
        family: FAMILY,
        covers: [...covers, 'job ingest'],
        attack: () => opened(scene, file),
      }),
    ),
    ...HOSTILE_NAMES.map(
      (name, n): Case => ({
        id: `a file's name: ${JSON.stringify(name)}`,
        family: FAMILY,
        covers,
        attack: () => named(scene, name, n),
      }),
    ),
    {
      id: 'formulas in what is exported',
      family: FAMILY,
      covers: [],
      attack: () => exported(scene),
    },
  ];
};

async function opened({ world, book, model }: Scene, file: UploadedFile): Promise<string[]> {
  const { attacker, victim } = world;
  const { slug, visitor, openFolderId } = attacker;
  const id = await beginUpload(visitor, slug, openFolderId, file).catch(() => undefined);
  if (!id) return [];
  const stage = await uploadEnded(visitor, slug, id);
  const [text, original, own] = await Promise.all([
    visitor.request(`/api/t/${slug}/documents/${id}/text`),
    visitor.request(`/api/t/${slug}/documents/${id}/original`),
    victim.visitor.request(`/api/t/${victim.slug}/documents`),
  ]);
  return [
    ...(OF_THE_MACHINE.test(text.body) ? ['a file of the machine was read'] : []),
    ...book.find(text.text, visitor.allowed).map(({ place }) => `${place} surfaced`),
    ...ESCAPED.filter((path) => existsSync(path)).map((path) => `${path} was written`),
    ...model.elsewhere.received.slice(0, 3).map((request) => `the attacker's host got ${request}`),
    ...(own.status === 200 ? [] : [`the victim got status ${own.status} afterwards`]),
    ...inert(original.headers, stage),
  ];
}

/** No browser may show it as a page of ours. */
function inert(headers: Headers, stage: string): string[] {
  const disposition = headers.get('content-disposition') ?? '';
  const type = headers.get('content-type') ?? '';
  return [
    ...(disposition.startsWith('attachment;') ? [] : [`${stage}: it is not an attachment`]),
    ...(/html|svg|xml/.test(type) ? [`it is served as ${type}`] : []),
    ...(headers.get('x-content-type-options') === 'nosniff' ? [] : ['its type may be guessed']),
    ...(/sandbox/.test(headers.get('content-security-policy') ?? '')
      ? []
      : ['it is not sandboxed']),
  ];
}

async function named({ world }: Scene, name: string, n: number): Promise<string[]> {
  const { slug, visitor, openFolderId } = world.attacker;
  const bytes = `# Number ${n}\n\nThe file ${newId()} has a strange name.`;
  const id = await beginUpload(visitor, slug, openFolderId, { name, bytes }).catch(
    (error: Error) => error,
  );
  if (id instanceof Error) return /internal|500/.test(id.message) ? [id.message.slice(0, 200)] : [];
  const original = await visitor.request(`/api/t/${slug}/documents/${id}/original`);
  const disposition = original.headers.get('content-disposition') ?? '';
  const [, ascii = ''] =
    /^attachment; filename="([^"]*)"; filename\*=UTF-8''[^;"\s]*$/.exec(disposition) ?? [];
  return [
    ...(original.status === 200 ? [] : [`its original has status ${original.status}`]),
    ...(ascii === '' || /[/\\]/.test(ascii) ? [`it is offered as ${disposition}`] : []),
    ...ESCAPED.filter((path) => existsSync(path)).map((path) => `${path} was written`),
  ];
}

/** A name that a spreadsheet would run, in every export of the tenant and of the platform. */
async function exported({ world, manifest }: Scene): Promise<string[]> {
  const { slug, visitor, memberVisitor, questions } = world.attacker;
  await ask(memberVisitor, slug, questions[0] ?? '');
  const platform = world.attackers.filter((each) => ['finance', 'operator'].includes(each.name));
  const received = await Promise.all(
    manifest.routes
      .filter(({ pattern }) => pattern.endsWith('.csv'))
      .flatMap(({ pattern }) =>
        [visitor, ...platform].flatMap((person) =>
          ['', '?by=user', '?by=tenant'].map((query) =>
            person.request(`${pattern.replace('[tenant]', slug)}${query}`),
          ),
        ),
      ),
  );
  const cells = received
    .filter(({ status }) => status === 200)
    .flatMap(({ body }) => body.split(/\r\n|,/))
    .map((cell) => cell.replace(/^"/, ''));
  return [
    ...cells
      .filter((cell) => /^[=+@]/.test(cell))
      .map((cell) => `a cell begins ${cell.slice(0, 20)}`),
    ...(cells.some((cell) => cell.startsWith("'="))
      ? []
      : ['no name that is a formula was exported']),
  ];
}
