-- What has moved (ADR 30). One row for each recipient of a message, with the last that is known of it, and one for what was refused; times:
-- how many refusals it stands for. id: 42 bits of milliseconds since 1970 at which it came, then what makes it unique; bucket: its high bits, so
-- that the part of each index that is written to stays small; the keys are hashes of the texts beside them. state: the code of HistoryState.
-- job_recipient: a hash of the address as the job has it, by which outcomes find the row.
create table if not exists history (
    id               bigint        not null primary key,
    bucket           integer       not null,
    queue_id         bigint,
    job_recipient    bigint,
    state            smallint      not null,
    changed          timestamp(3) with time zone not null,
    attempts         integer       not null,
    times            integer       not null,
    size             bigint,
    sender           varchar(1024) not null,
    recipient        varchar(1024) not null,
    sender_key       bigint        not null,
    recipient_key    bigint        not null,
    sender_domain    bigint        not null,
    recipient_domain bigint        not null,
    client_key       bigint,
    message_key      bigint,
    message_id       varchar(255),
    subject          varchar(255),
    origin           varchar(4000) not null,
    outcome          varchar(8),
    report           varchar(1000),
    reason           varchar(40),
    status           varchar(11),
    remote_host      varchar(255),
    reply            varchar(1000),
    did              varchar(80),
    ending           varchar(20)
);
create index if not exists history_job on history (queue_id, job_recipient);
create index if not exists history_sender on history (bucket, sender_key, id);
create index if not exists history_recipient on history (bucket, recipient_key, id);
create index if not exists history_sender_domain on history (bucket, sender_domain, id);
create index if not exists history_recipient_domain on history (bucket, recipient_domain, id);
create index if not exists history_client on history (bucket, client_key, id);
create index if not exists history_message on history (bucket, message_key, id);

-- Attempts that were not the last.
create table if not exists history_attempt (
    id            bigint        not null primary key,
    queue_id      bigint        not null,
    recipient     varchar(1024) not null,
    attempt       integer       not null,
    outcome       varchar(8),
    report        varchar(1000),
    reason        varchar(40),
    status        varchar(11),
    remote_host   varchar(255),
    reply         varchar(1000),
    did           varchar(80),
    ending        varchar(20)
);
create index if not exists history_attempt_message on history_attempt (queue_id);

-- Which message followed from which: a bounce, or what was sent on.
create table if not exists history_link (
    id            bigint        not null primary key,
    queue_id      bigint        not null,
    follower      bigint        not null,
    kind          varchar(8)    not null
);
create index if not exists history_link_message on history_link (queue_id);
create index if not exists history_link_follower on history_link (follower);

-- How far the file of each server is read that its history goes by; changed with the rows that were read.
create table if not exists history_read (
    node     varchar(16) not null primary key,
    segment  bigint      not null,
    place    bigint      not null
);
