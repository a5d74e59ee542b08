-- What a message follows: an answer its question, a question the message that was said last where it was asked, nothing at the
-- beginning. Two answers of one question, and two questions behind one message, are branches. Always of the same conversation,
-- which whoever writes has locked; without a reference of the table to itself, which a partition could not be detached with.
alter table message add column parent_id uuid check (parent_id <> id);

-- Until now each conversation was one line. The owner obeys the policies too and has none of its own.
alter table message no force row level security;
with lines as (
  select g.tenant_id, g.id, lag(g.id) over (partition by g.tenant_id, g.conversation_id order by g.asked, g.ordinal) as parent_id
  from (
    select m.tenant_id, m.conversation_id, m.id, m.ordinal,
      min(m.ordinal) over (partition by m.tenant_id, m.conversation_id, coalesce(m.request_id, m.id)) as asked
    from message m
  ) g
)
update message m set parent_id = l.parent_id from lines l
  where m.tenant_id = l.tenant_id and m.id = l.id and l.parent_id is not null;
alter table message force row level security;
