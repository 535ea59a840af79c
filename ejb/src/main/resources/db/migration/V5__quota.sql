-- Octets a mailbox may hold; NULL: as many as the disk.
alter table mailbox add column quota bigint;
