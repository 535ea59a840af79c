-- The server numbers the rows of the history itself, so that it can write many in one batch.
alter table delivery alter column id drop identity;
