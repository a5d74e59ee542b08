'use client';

import { useState } from 'react';
import { LinkDialog, type NamedLink } from './link-dialog';
import { MemberCards, type MembersProps } from './member-cards';
import { MembersTable } from './members-table';

/** Everyone of the workspace, as a table or, on a phone, as cards. */
export function MemberList(props: Omit<MembersProps, 'onLink'>) {
  const [link, setLink] = useState<NamedLink>();
  return (
    <>
      <div className="hidden sm:block">
        <MembersTable {...props} onLink={setLink} />
      </div>
      <div className="sm:hidden">
        <MemberCards {...props} onLink={setLink} />
      </div>
      <LinkDialog link={link} onClose={() => setLink(undefined)} />
    </>
  );
}
