-- One bounce for what fails of a message at about the same time: how many jobs it made, and the job whose bounce tells the
-- failures of a settled one.
alter table deferred_message add column jobs integer not null default 1;
alter table deferred_job add column bounce integer;
