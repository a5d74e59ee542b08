/** Everything that an entry holds beside who, when and what: what was before a change and after it side by side. */
export function EntryPayload({ detail }: { detail: Record<string, unknown> }) {
  const facts = Object.entries(detail);
  if (facts.length === 0) return null;
  const { from, to } = detail;
  const isChange = from !== undefined && to !== undefined;
  const rest = facts.filter(([name]) => !isChange || (name !== 'from' && name !== 'to'));
  return (
    <details className="mt-1 text-xs">
      <summary className="cursor-pointer text-ink-faint hover:text-ink">
        {isChange ? 'Before and after' : 'Everything recorded'}
      </summary>
      <dl className="mt-1 grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5">
        {isChange && <Fact name="Before" value={from} />}
        {isChange && <Fact name="After" value={to} />}
        {rest.map(([name, value]) => (
          <Fact key={name} name={name} value={value} />
        ))}
      </dl>
    </details>
  );
}

function Fact({ name, value }: { name: string; value: unknown }) {
  return (
    <>
      <dt className="text-ink-faint">{name}</dt>
      <dd className="break-all font-mono">
        {typeof value === 'string' ? value : JSON.stringify(value)}
      </dd>
    </>
  );
}
