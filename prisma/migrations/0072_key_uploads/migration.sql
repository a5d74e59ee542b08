-- An upload holds its folder until the row is there (`for key share`), which row-level security counts as a change. A key
-- that uploads may do that to the folders that it reads, and change nothing of them: the check fails for every new row.
create policy folder_hold_key on folder for update to tenantry_app
  using ((select tenancy.key_may(array['documents:write'])) and id in (select tenancy.readable_folders()))
  with check (not tenancy.key_may(array['documents:write']) and (select tenancy.current_role_name()) in ('owner', 'admin'));
