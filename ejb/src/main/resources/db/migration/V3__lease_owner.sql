-- Whose lease it is: at its start a server gives back its own. Until now all were the only server's, which is not running.
alter table deferred_job add column lease_owner varchar(16);
update deferred_job set lease_until = null;
