-- Reports as data: see ee.qmail.message.DeliveryReport. A row of before has no reason, and its report is all that was said; from now on
-- report is what belongs to the reason. did: what was done here; ending: why a deferral became a failure.
alter table deferred_recipient add column reason varchar(40);
alter table deferred_recipient add column status varchar(11);
alter table deferred_recipient add column remote_host varchar(255);
alter table deferred_recipient add column reply varchar(5000);
alter table deferred_recipient add column did varchar(80);
alter table deferred_recipient add column ending varchar(20);
alter table deferred_recipient add column reported timestamp(3) with time zone;

-- Those that wait for an application are looked for when one comes.
update deferred_recipient set reason = 'ABSENT', status = '4.3.0', report = ''
    where outcome = 'DEFERRAL' and report = 'The application for this address is not running. (#4.3.0)';

alter table delivery add column reason varchar(40);
alter table delivery add column status varchar(11);
alter table delivery add column remote_host varchar(255);
alter table delivery add column reply varchar(1000);
alter table delivery add column did varchar(80);
alter table delivery add column ending varchar(20);
