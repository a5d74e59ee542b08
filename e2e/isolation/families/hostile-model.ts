import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { SYSTEM_PROMPT } from '@/lib/chat/system-prompt';
import { ask } from '../calls';
import type { Case, Family, Scene } from '../case';
import { BEHAVIOURS, PROVIDER_WORDS } from '../hostile-model/behaviours';
import type { Received, Visitor } from '../visitor';

const FAMILY = 'hostile model';
/** Of one answer; only the model that never ends needs to be cut off. */
const PATIENCE_MS = 20_000;
/** What a healthy provider could do too. Several others open the breaker of the account. */
const HEALTHY = [
  'echo',
  'tools',
  'rendering',
  'invisible-text',
  'huge-event',
  'false-usage',
  'prototype',
];

/** The model is entirely the attacker's: it may say anything, and still knows nothing of others. */
export const hostileModel: Family = (scene) => {
  const { world, manifest, model } = scene;
  model.learn([...world.victim.ids.values(), world.victim.restrictedIds].flat());
  const covers = manifest.routes
    .filter((route) => route.pattern.endsWith('/answers'))
    .map((route) => route.id);
  const { visitor, memberVisitor } = world.attacker;
  const perBehaviour = Object.keys(BEHAVIOURS)
    .filter((name) => name !== 'endless')
    .flatMap((name) =>
      [visitor, memberVisitor].map((person) => behaving(scene, name, person, covers)),
    );
  return [...perBehaviour, endless(scene, covers), ...lookingBack(scene, covers)];
};

function behaving(scene: Scene, name: string, person: Visitor, covers: string[]): Case {
  return {
    id: `a model that behaves as ${name}, asked by ${person.name}`,
    family: FAMILY,
    covers,
    ...(HEALTHY.includes(name) ? {} : { alone: true as const }),
    attack: async () => {
      const { world, book, model } = scene;
      const marker = randomUUID();
      const before = model.elsewhere.received.length;
      const question = `${world.attacker.questions[0]} ${marker} behave:${name}`;
      const received = await ask(person, world.attacker.slug, question);
      const page = await conversationOf(received, world.attacker.slug, person);
      const seen = model.calls.filter((call) => call.question.includes(marker));
      const shown = `${received.text}\n${page}`;
      if (!HEALTHY.includes(name)) await answeredAgain(scene, person);
      return [
        ...book
          .find(shown, person.allowed)
          .map(({ place, circle }) => `${place} of ${circle} surfaced`),
        ...seen.flatMap((call) =>
          book
            .find(call.body, person.allowed)
            .map(({ place, circle }) => `the model was given ${place} of ${circle}`),
        ),
        ...(seen.length === 0 ? ['the model was not asked'] : []),
        ...(lastEvent(received.body) ? [] : ['the stream has no last event']),
        ...(shown.includes(PROVIDER_WORDS) ? ['the provider’s words were shown'] : []),
        ...model.elsewhere.received
          .slice(before)
          .filter((request) => request.includes(marker))
          .map(() => 'content was sent to another host'),
        ...foreignCitations(scene, received.body),
      ];
    },
  };
}

/** Complete answers outweigh what fails next, so that the breaker lets that through too. */
const OUTWEIGHING = 3;
const MOST_TRIES = 60;

/** As a patient client: comes back when it is told to, until the model answers it, and whoever comes next. */
async function answeredAgain({ world }: Scene, person: Visitor): Promise<void> {
  const { slug, questions } = world.attacker;
  for (let answered = 0, tries = 0; answered < OUTWEIGHING; tries += 1) {
    const { body } = await ask(person, slug, questions[0] ?? '');
    if (tries === MOST_TRIES) throw new Error(`The model answers no longer: ${body}`);
    if (body.includes('"type":"done"')) answered += 1;
    else await sleep(1_000 * Number(/"retryAfter":(\d+)/.exec(body)?.[1] ?? 1));
  }
}

/** The answer as it was stored, in the page that shows it. */
async function conversationOf(received: Received, slug: string, person: Visitor): Promise<string> {
  const id = /"conversationId":"([^"]+)"/.exec(received.body)?.[1];
  if (!id) return '';
  return (await person.request(`/t/${slug}/c/${id}`, { headers: { rsc: '1' } })).text;
}

function lastEvent(body: string): boolean {
  return /"type":"(done|error)"/.test(body);
}

/** Citations that name anything but a passage which was given to the model for this person. */
function foreignCitations({ world }: Scene, body: string): string[] {
  const own = new Set(world.attacker.ids.get('document'));
  return [...body.matchAll(/"type":"citation","citation":\{[^}]*"documentId":"([^"]+)"/g)]
    .map(([, id = '']) => id)
    .filter((id) => !own.has(id))
    .map((id) => `a citation names document ${id}`);
}

/** Others are served while a model goes on for ever, and stopping the answer, which runs without a reader, ends it. */
function endless({ world, model }: Scene, covers: string[]): Case {
  return {
    id: 'a model that never ends',
    family: FAMILY,
    covers,
    // It takes one of the tenant's places for as long as it goes on.
    alone: true,
    attack: async () => {
      const { attacker, victim } = world;
      const marker = randomUUID();
      const streamId = randomUUID();
      const question = `${attacker.questions[0]} ${marker} behave:endless`;
      const stream = fetch(`${attacker.visitor.origin}/api/t/${attacker.slug}/answers`, {
        method: 'POST',
        headers: attacker.visitor.headers({ 'content-type': 'application/json' }),
        body: JSON.stringify({ question, streamId }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const reader = (await stream).body?.getReader();
      let text = '';
      for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
        text += Buffer.from(part.value).toString('utf8');
        if (text.includes('and on')) break;
      }
      if (!text.includes('and on')) return [`it did not begin: ${text.slice(-200)}`];
      const other = await ask(victim.visitor, victim.slug, victim.questions[0] ?? '');
      await reader?.cancel().catch(() => undefined);
      await attacker.visitor.request(`/api/t/${attacker.slug}/answers/${streamId}`, {
        method: 'DELETE',
      });
      return [
        ...(lastEvent(other.body) ? [] : ['another tenant was not served meanwhile']),
        ...((await model.ended(marker)) ? [] : ['the model was not hung up on']),
      ];
    },
  };
}

/** Over every call of the whole run. */
function lookingBack({ model, book }: Scene, covers: string[]): Case[] {
  return [
    {
      id: 'the system prompt of every call',
      family: FAMILY,
      covers,
      alone: true,
      attack: async () => {
        const nobody = new Set<string>();
        const wrong = model.calls.filter(({ system }) => system[0] !== SYSTEM_PROMPT);
        const written = model.calls.flatMap(({ system }) => book.find(system.join('\n'), nobody));
        return [
          ...wrong.slice(0, 1).map(() => 'the platform’s rules do not stand first and alone'),
          ...written.map(({ place }) => `${place} stands in the system prompt`),
        ];
      },
    },
    {
      id: 'the prefixes that a provider may keep',
      family: 'model cache',
      covers,
      alone: true,
      // What two tenants share of a prefix is kept for both, and its time tells that the other asked.
      attack: async () =>
        model.calls
          .filter(({ cachedBlocks }) => cachedBlocks.length > 0)
          .slice(0, 1)
          .map(() => 'a tenant’s content ends a prefix under the account that all tenants share'),
    },
  ];
}
