interface Field {
  name: string;
  type: string;
  required: boolean;
  note: string;
  /** Where a parameter stands; absent for members of a body. */
  place?: string;
}

/** Names with their types and what there is to know of each; as a list, so that it fits a narrow screen. */
export function FieldList({ title, fields }: { title: string; fields: readonly Field[] }) {
  if (fields.length === 0) return null;
  return (
    <section className="space-y-2">
      <h4 className="font-medium text-ink-soft text-xs">{title}</h4>
      <dl className="divide-y divide-line rounded-md border border-line">
        {fields.map((field) => (
          <div key={`${field.place ?? ''} ${field.name}`} className="px-3 py-2">
            <dt className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
              <code className="break-all font-mono text-[0.8125rem]">{field.name}</code>
              <span className="break-words font-mono text-ink-faint text-xs [overflow-wrap:anywhere]">
                {field.type}
              </span>
              {field.place && <span className="text-ink-faint text-xs">{field.place}</span>}
              {field.required && <span className="text-ink-soft text-xs">required</span>}
            </dt>
            {field.note && (
              <dd className="mt-0.5 text-[0.8125rem] text-ink-soft leading-snug [overflow-wrap:anywhere]">
                {field.note}
              </dd>
            )}
          </div>
        ))}
      </dl>
    </section>
  );
}
