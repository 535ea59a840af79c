-- How a waiting message came: lines of key=value, null if nothing is known of it.
alter table deferred_message add column if not exists attributes varchar(4000);
