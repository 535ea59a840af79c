-- Events of one kind in a minute (step 60) or an hour (step 3600), as one server has counted them. Labels: values in the order of their names, joined by blanks.
create table if not exists statistics (
    step    integer                     not null,
    begins  timestamp(3) with time zone not null,
    meter   varchar(40)                 not null,
    labels  varchar(200)                not null,
    node    varchar(16)                 not null,
    amount  bigint                      not null,
    primary key (step, begins, meter, labels, node)
);
