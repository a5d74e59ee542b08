import { type AccountView, JOURNAL_ACCOUNTS } from '@/lib/finance/exports/facts';
import { SetAccountButton } from './set-account-button';

export function AccountList({
  accounts,
  acts,
}: {
  accounts: readonly AccountView[];
  acts: boolean;
}) {
  return (
    <ul className="divide-y divide-line">
      {accounts.map((account) => (
        <li
          key={account.kind}
          className="flex flex-wrap items-center justify-between gap-3 px-5 py-3 text-sm"
        >
          <div className="min-w-0">
            <p className="text-[0.8125rem] text-ink-soft">{JOURNAL_ACCOUNTS[account.kind].label}</p>
            <p className="break-words font-medium">
              <span className="tabular">{account.code}</span> {account.name}
            </p>
          </div>
          {acts && <SetAccountButton account={account} />}
        </li>
      ))}
    </ul>
  );
}
