import { Card } from '@/components/ui/card';
import type { ReferenceView } from '@/lib/http/openapi/schema';
import { Operation } from './operation';

/** The operations of the API, by groups. */
export function Reference({ reference }: { reference: ReferenceView }) {
  return (
    <div className="space-y-6">
      {reference.groups.map(({ name, operations }) => (
        <Card key={name} title={name} flush>
          {operations.map((operation) => (
            <Operation key={operation.id} operation={operation} />
          ))}
        </Card>
      ))}
    </div>
  );
}
