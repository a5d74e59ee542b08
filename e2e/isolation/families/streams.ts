import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { newId } from '@/lib/ids';
import { ask } from '../calls';
import type { Case, Family, Scene } from '../case';
import type { Party } from '../party';
import type { Visitor } from '../visitor';

const FAMILY = 'streams';
const ROUNDS = 20;
const PATIENCE_MS = 5_000;

/** Answers that come in pieces over connections which others use too. */
export const streams: Family = (scene) => {
  const { manifest } = scene;
  const covers = manifest.routes
    .filter((route) => /\/(answers|documents)$/.test(route.pattern))
    .map((route) => route.id);
  const attacks: [string, (scene: Scene) => Promise<string[]>][] = [
    ['one connection that two tenants share, as behind a proxy', sharedConnection],
    ['two requests of two tenants sent at once on one connection', pipelined],
    ['a request hidden in another’s body', smuggled],
    ['many streams of two tenants at once', crossed],
    ['answers cut off in the middle, their connection used again', cutOff],
    ['a stream resumed with another’s ids', resumed],
  ];
  return attacks.map(
    ([id, attack]): Case => ({
      id,
      family: id.includes('cut off') ? 'known incidents' : FAMILY,
      covers,
      attack: () => attack(scene),
    }),
  );
};

/** In turns, and in the order in which they were asked. */
async function sharedConnection(scene: Scene): Promise<string[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    const asked = Array.from({ length: ROUNDS }, (_, n) => partyOf(scene, n % 2 === 0)).map(
      async (party) =>
        wrong(scene, party.visitor, await get(party, `/api/t/${party.slug}/documents`, agent)),
    );
    return (await Promise.all(asked)).flat();
  } finally {
    agent.destroy();
  }
}

function partyOf({ world }: Scene, isVictim: boolean): Party {
  return isVictim ? world.victim : world.attacker;
}

function get(party: Party, path: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(`${party.visitor.origin}${path}`, {
      agent,
      headers: party.visitor.headers(),
    });
    asked.once('error', reject);
    asked.once('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.once('end', () => resolve(Buffer.concat(parts).toString('utf8')));
    });
    asked.end();
  });
}

function wrong({ book }: Scene, visitor: Visitor, received: string): string[] {
  // Other cases ask at the same time, and a tenant has a limit.
  const answered = received.includes('cnry') || received.includes('concurrency_limited');
  const own = answered ? [] : [`${visitor.name} received nothing of their own`];
  return [
    ...own,
    ...book
      .find(received, visitor.allowed)
      .map(({ place, circle }) => `${visitor.name} received ${place} of ${circle}`),
  ];
}

async function pipelined(scene: Scene): Promise<string[]> {
  const { victim, attacker } = scene.world;
  const text = await raw(scene, [victim, attacker, victim].map(plainRequest).join(''));
  const [, first = '', second = '', third = ''] = text.split('HTTP/1.1 ');
  return [
    ...wrong(scene, victim.visitor, first),
    ...wrong(scene, attacker.visitor, second),
    ...wrong(scene, victim.visitor, third),
  ];
}

function plainRequest(party: Party, index: number): string {
  const headers = { ...party.visitor.headers(), host: new URL(party.visitor.origin).host };
  return [
    `GET /api/t/${party.slug}/documents HTTP/1.1`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(index === 2 ? ['connection: close'] : []),
    '',
    '',
  ].join('\r\n');
}

/** Both lengths at once: whoever reads the other one finds the attacker's request before the victim's. */
async function smuggled(scene: Scene): Promise<string[]> {
  const { attacker, victim } = scene.world;
  const hidden = plainRequest(attacker, 0);
  const prefix = [
    `POST /api/t/${attacker.slug}/answers HTTP/1.1`,
    ...Object.entries(attacker.visitor.headers()).map(([name, value]) => `${name}: ${value}`),
    `host: ${new URL(attacker.visitor.origin).host}`,
    `content-length: ${hidden.length + 5}`,
    'transfer-encoding: chunked',
    '',
    `0\r\n\r\n${hidden}`,
  ].join('\r\n');
  const text = await raw(scene, prefix + plainRequest(victim, 2));
  const answers = text.split('HTTP/1.1 ').slice(1);
  return answers.length === 1 && /^4\d\d/.test(answers[0] ?? '')
    ? []
    : [`the request was taken: ${answers.map((each) => each.slice(0, 3)).join(', ')}`];
}

function raw({ product }: Scene, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(product.url);
    const socket = connect(Number(port), hostname === 'localhost' ? '127.0.0.1' : hostname);
    const parts: Buffer[] = [];
    socket.on('data', (part) => parts.push(part));
    socket.once('error', reject);
    socket.once('close', () => resolve(Buffer.concat(parts).toString('utf8')));
    // Half closed, it would count as gone.
    socket.setTimeout(PATIENCE_MS, () => socket.destroy());
    socket.write(text);
  });
}

async function crossed(scene: Scene): Promise<string[]> {
  const runs = Array.from({ length: 8 }, (_, n) => ({
    party: partyOf(scene, n % 2 === 0),
    marker: newId(),
  }));
  const received = await Promise.all(
    runs.map(async ({ party, marker }) => {
      const question = `${party.questions[0]} ${marker}`;
      return (await ask(party.visitor, party.slug, question)).text;
    }),
  );
  return runs.flatMap(({ party, marker }, n) => {
    const text = received[n] ?? '';
    const others = runs.filter((run) => run.marker !== marker && text.includes(run.marker));
    return [
      ...wrong(scene, party.visitor, text),
      ...others.map(() => 'a stream holds another stream’s question'),
    ];
  });
}

/** As in March 2023: whoever comes next on a connection must not get what its predecessor left there. */
async function cutOff(scene: Scene): Promise<string[]> {
  const { victim, attacker } = scene.world;
  const agent = new Agent({ keepAlive: true, maxSockets: 2 });
  const problems: string[] = [];
  try {
    for (let n = 0; n < ROUNDS; n++) {
      const body = JSON.stringify({ question: victim.questions[0] });
      const asked = httpRequest(`${victim.visitor.origin}/api/t/${victim.slug}/answers`, {
        method: 'POST',
        agent,
        headers: victim.visitor.headers({ 'content-type': 'application/json' }),
      });
      asked.on('error', () => undefined);
      // At another moment of the pipeline each time.
      asked.on('response', (response) => {
        response.on('error', () => undefined);
        if (n % 2 === 0) response.once('data', () => asked.destroy());
        else asked.destroy();
      });
      if (n % 5 === 0) setTimeout(() => asked.destroy(), n);
      asked.end(body);
      const next = await get(attacker, `/api/t/${attacker.slug}/documents`, agent);
      problems.push(...wrong(scene, attacker.visitor, next));
    }
  } finally {
    agent.destroy();
  }
  return problems;
}

async function resumed(scene: Scene): Promise<string[]> {
  const { victim, attacker } = scene.world;
  const ids = ['message', 'request', 'conversation'].flatMap(
    (kind) => victim.ids.get(kind)?.[0] ?? [],
  );
  const received = await Promise.all(
    ids.map((id) =>
      attacker.visitor.request(`/api/t/${attacker.slug}/answers?resume=${id}&requestId=${id}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'last-event-id': id },
        body: JSON.stringify({ question: attacker.questions[0], requestId: id, messageId: id }),
      }),
    ),
  );
  return received.flatMap(({ text }) =>
    scene.book
      .find(text, attacker.visitor.allowed)
      .map(({ place, circle }) => `${place} of ${circle} surfaced`),
  );
}
