-- Whether mail is answered while somebody is away (RFC 3834), and how. A period that has begun and not ended: begins, ends, both days included; null: open.
-- days: after which a sender is told again.
alter table mailbox add column if not exists answers boolean default false not null;

create table if not exists vacation (
    mailbox_id bigint         not null primary key,
    subject    varchar(255)   not null,
    answer     varchar(10000) not null,
    begins     date,
    ends       date,
    days       integer        not null,
    constraint vacation_mailbox_fk foreign key (mailbox_id) references mailbox (id) on delete cascade
);

-- Who has been told, and when last. id: the mailbox, and the SHA-256 of the sender's address in hexadecimal digits.
create table if not exists vacation_sender (
    id         varchar(90) not null primary key,
    mailbox_id bigint      not null,
    told       timestamp(3) with time zone not null,
    constraint vacation_sender_mailbox_fk foreign key (mailbox_id) references mailbox (id) on delete cascade
);
create index if not exists vacation_sender_mailbox on vacation_sender (mailbox_id);
