-- The sender's wishes about a recipient (RFC 3461), null if nothing was said; and whether the sender has been told that the mail is late.
alter table deferred_recipient add column if not exists dsn varchar(600);
alter table deferred_job add column if not exists delay_told boolean;
