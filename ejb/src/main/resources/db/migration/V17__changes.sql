-- How often an administrator has changed it: with the id, the version that a change of it may ask for.
alter table mailbox add column if not exists changes bigint default 0 not null;
alter table alias add column if not exists changes bigint default 0 not null;
