-- Answers to the questions of an authority (HTTP-01), so that each server on this database has them. They are deleted with the order, and
-- after their time by the next one.
create table if not exists acme_challenge (
    token   varchar(128) not null primary key,
    answer  varchar(400) not null,
    expires timestamp(3) with time zone not null
);

-- One row: which server orders now, null if none does, and until when it may.
create table if not exists acme_lock (
    name   varchar(16) not null primary key,
    owner  varchar(64),
    until  timestamp(3) with time zone not null
);
insert into acme_lock (name, owner, until)
select 'order', null, current_timestamp where not exists (select 1 from acme_lock where name = 'order');
