import { newId } from '@/lib/ids';
import { changesPlatform } from './action-attempts';
import { putRow } from './fill-tables';
import { FIGURES, type GuardedPath, ROWS } from './path';
import type { MatrixScene } from './scene';

const INCIDENTS = 'lib/incidents/actions.ts';

/** What the platform told tenants, and what operators write of incidents. */
export const INCIDENT_PATHS: Record<string, GuardedPath> = {
  'page /t/[tenant]/incidents': {
    locks: ROWS,
    entered: true,
    async prepare(scene) {
      const word = await tell(scene);
      return async () => {
        const { text } = await scene.double.request(`/t/${scene.attacker.slug}/incidents`);
        return text.includes(word) ? 'a notice to the victim' : undefined;
      };
    },
  },
  'page /console/incidents': onPlatform((id) => ({ id, path: '/console/incidents' })),
  'page /console/incidents/[id]': onPlatform((id) => ({ id, path: `/console/incidents/${id}` })),
  ...Object.fromEntries([
    changesPlatform(`${INCIDENTS}#openIncidentAction`, async () => {
      const title = `Attack ${newId()}`;
      return {
        input: { title, severity: 'minor', tenants: [], text: 'attack' },
        untouched: 'select where not exists (select from incident where title = $1)',
        params: [title],
      };
    }),
    changesPlatform(`${INCIDENTS}#addNoteAction`, async () => {
      const id = await putIncident();
      return {
        input: { id, text: 'attack' },
        untouched: 'select where not exists (select from incident_entry where incident_id = $1)',
        params: [id],
      };
    }),
    changesPlatform(`${INCIDENTS}#setAffectedAction`, async (scene) => {
      const id = await putIncident();
      return {
        input: { id, tenants: [scene.victim.ctx.tenantId] },
        untouched: "select from incident where id = $1 and tenants = '{}'",
        params: [id],
      };
    }),
    changesPlatform(`${INCIDENTS}#sendNoticeAction`, async (scene) => {
      const id = await putIncident(`{${scene.victim.ctx.tenantId}}`);
      return {
        input: { id, title: 'Attack', text: 'attack' },
        untouched: 'select where not exists (select from incident_notice where incident_id = $1)',
        params: [id],
      };
    }),
    changesPlatform(`${INCIDENTS}#changeIncidentAction`, async () => {
      const id = await putIncident();
      return {
        input: { id, to: 'closed', text: 'attack' },
        untouched: 'select from incident where id = $1 and closed_at is null',
        params: [id],
      };
    }),
  ]),
};

function onPlatform(of: (id: string) => { id: string; path: string }): GuardedPath {
  return {
    locks: FIGURES,
    async prepare(scene) {
      const { id, path } = of(await putIncident());
      return async () => {
        const { text } = await scene.outsider.request(path);
        return text.includes(`Incident ${id}`) ? 'an incident' : undefined;
      };
    },
  };
}

/** Returns its id, which its title has too. */
async function putIncident(tenants = '{}'): Promise<string> {
  const id = newId();
  await putRow('incident', { id, tenants, title: `Incident ${id}`, severity: 'minor' });
  return id;
}

/** A notice to the victim of this path alone; a word of it. */
async function tell({ victim }: MatrixScene): Promise<string> {
  const word = newId();
  await putRow('incident_notice', { tenant_id: victim.ctx.tenantId, id: newId(), text: word });
  return word;
}
