-- The servers that work on this database. The number is in the ids that a server gives to messages, so that no two make the
-- same one. home: what its file node says; place: which file that is, on which machine; instance: the process that has the
-- number now, null if none; heartbeat: by the clock of the database; clock: by its own, in milliseconds since 1970.
create table node (
    number    integer       not null primary key,
    home      varchar(16)   not null unique,
    host      varchar(1000) not null,
    place     varchar(200)  not null,
    instance  varchar(32),
    heartbeat timestamp(3) with time zone not null,
    clock     bigint        not null
);
