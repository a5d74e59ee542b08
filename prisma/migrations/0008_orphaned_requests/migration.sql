-- What a call was given to read: an answer that its process did not live to store is audited all the same.
alter table reservation add column documents uuid[] not null default '{}';
