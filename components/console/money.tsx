import { exactUsd, formatUsd } from '@/lib/money';

/** Rounded for reading; the exact amount is its title. */
export function Money({ nano, className }: { nano: string; className?: string }) {
  const amount = BigInt(nano);
  return (
    <span title={`${exactUsd(amount)} USD`} className={className}>
      {formatUsd(amount)}
    </span>
  );
}
