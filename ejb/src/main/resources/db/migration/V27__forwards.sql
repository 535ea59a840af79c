-- What its owner is called, for people; null: nothing is known. forward: where its mail is sent on, targets one to a line; null: nowhere.
-- keeps: whether the mail that is sent on is kept as well.
alter table mailbox add column if not exists display_name varchar(64);
alter table mailbox add column if not exists forward varchar(8000);
alter table mailbox add column if not exists keeps boolean default true not null;
