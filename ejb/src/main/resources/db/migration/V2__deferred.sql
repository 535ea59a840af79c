-- What waits: see INTERNALS.md. A job is here from the attempt that left recipients waiting until the last is settled.
create table deferred_message (
    queue_id   bigint        not null primary key,
    sender     varchar(1024) not null,
    arrival    timestamp(3) with time zone not null,
    size       bigint        not null,
    wire_size  bigint        not null
);

-- The text in pieces of 256 KB, so that no piece is too large for memory. H2 knows bytea too.
create table deferred_body (
    queue_id   bigint        not null references deferred_message (queue_id) on delete cascade,
    seq        integer       not null,
    octets     bytea not null,
    primary key (queue_id, seq)
);

create table deferred_job (
    queue_id     bigint       not null references deferred_message (queue_id),
    job          integer      not null,
    channel      varchar(8)   not null,
    domain       varchar(255) not null,
    attempt      integer      not null,
    next_attempt timestamp(3) with time zone not null,
    lease_until  timestamp(3) with time zone,
    primary key (queue_id, job)
);
create index deferred_job_due on deferred_job (next_attempt);

create table deferred_recipient (
    queue_id   bigint        not null,
    job        integer       not null,
    seq        integer       not null,
    address    varchar(1024) not null,
    outcome    varchar(8)    not null,
    report     varchar(10000) not null,
    primary key (queue_id, job, seq),
    foreign key (queue_id, job) references deferred_job (queue_id, job) on delete cascade
);

-- Written off the critical path; the console shows it.
create table delivery (
    id         bigint        generated always as identity primary key,
    finished   timestamp(3) with time zone not null,
    queue_id   bigint        not null,
    sender     varchar(1024) not null,
    recipient  varchar(1024) not null,
    outcome    varchar(8)    not null,
    report     varchar(1000) not null
);
create index delivery_finished on delivery (finished);
