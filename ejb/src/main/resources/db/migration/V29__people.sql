-- Whoever may log in at the console beside the owners of mailboxes. kind: admin or domain; the domains of the latter are in administrator_domain.
alter table administrator add column if not exists kind varchar(10) default 'admin' not null;
alter table administrator add column if not exists enabled boolean default true not null;
alter table administrator add column if not exists changes bigint default 0 not null;

-- By its row, not by its name: a domain that is deleted and made again is not given to anybody.
create table if not exists administrator_domain (
    administrator_id bigint not null,
    domain_id        bigint not null,
    primary key (administrator_id, domain_id),
    constraint administrator_domain_administrator_fk foreign key (administrator_id) references administrator (id) on delete cascade,
    constraint administrator_domain_domain_fk foreign key (domain_id) references mail_domain (id) on delete cascade
);
create index if not exists administrator_domain_domain on administrator_domain (domain_id);

-- Octets that a mailbox of the domain may be given by a domain administrator; null: any quota, and none.
alter table mail_domain add column if not exists most_quota bigint;
