import type { ReactNode } from 'react';
import { Card } from '@/components/ui/card';
import { Time } from '@/components/ui/time';
import type { IsolationView } from '@/lib/workspace-isolation/schema';

const STORES = { lancedb: 'LanceDB', qdrant: 'Qdrant', pgvector: 'PostgreSQL' };
const DATABASE = {
  shared: 'Rows of your own in shared tables, behind row-level security that PostgreSQL enforces',
  schema: 'Partitions of your own in a schema of your own, behind the same row-level security',
};
const VECTORS = {
  shared: 'a shared collection, behind a filter on your workspace',
  namespace: 'a namespace of your own',
  dedicated: 'a cluster of your own',
};

/** Where the workspace's data lies, who answers it, and how old its keys are. */
export function IsolationFacts({ view }: { view: IsolationView }) {
  const { keys, selfTest } = view;
  return (
    <div className="grid items-start gap-6 lg:grid-cols-2">
      <Card title="Where your data lies">
        <Facts>
          <Fact term="Region">{view.region ?? 'Not named by the platform’s operators'}</Fact>
          <Fact term="Database">{DATABASE[view.databaseTier]}</Fact>
          <Fact term="Search index">
            {STORES[view.vectorStore]}, {VECTORS[view.vectorTier]}; ids and numbers alone, no text
          </Fact>
          <Fact term="Files">Sealed under your key before they are written</Fact>
          <Fact term="Model">
            {view.localModel
              ? 'Built in: questions and passages do not leave the platform'
              : view.modelAccount === 'own'
                ? 'Your own account at the provider'
                : 'The platform’s account at the provider'}
          </Fact>
        </Facts>
      </Card>
      <Card title="Your keys" description="AES-256-GCM, wrapped by the platform’s master key">
        <Facts>
          <Fact term="Version">{keys.version ?? 'Missing: nothing can be read or written'}</Fact>
          <Fact term="First made">
            {keys.createdAt ? <Time value={keys.createdAt} /> : 'Not known'}
          </Fact>
          <Fact term="Last rotation">
            {keys.rotatedAt ? <Time value={keys.rotatedAt} /> : 'Never: the first key still seals'}
          </Fact>
          <Fact term="Older versions">
            {keys.older === 0 ? 'None can be opened any more' : `${keys.older} still open`}
          </Fact>
        </Facts>
      </Card>
      <Card
        title="Last self-test"
        description="The platform attacks two tenants of its own by every path, with each lock alone"
        className="lg:col-span-2"
      >
        {selfTest ? (
          <p className="text-sm">
            <Time value={selfTest.at} />: {selfTest.held} checks held,{' '}
            <span className={selfTest.failed > 0 ? 'font-medium text-danger' : undefined}>
              {selfTest.failed === 0 ? 'none failed' : `${selfTest.failed} failed`}
            </span>
            .
          </p>
        ) : (
          <p className="text-ink-soft text-sm">None has been run on this installation yet.</p>
        )}
      </Card>
    </div>
  );
}

function Facts({ children }: { children: ReactNode }) {
  return <dl className="space-y-3 text-sm">{children}</dl>;
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="grid gap-x-4 sm:grid-cols-[8rem_1fr]">
      <dt className="text-ink-faint">{term}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}
