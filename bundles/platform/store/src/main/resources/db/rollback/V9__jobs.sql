-- Takes V9 back. What waits in the queue is forgotten.
drop table if exists scheduled_tasks;
drop table if exists jobs;
delete from flyway_schema_history where version = '9';
delete from store_schema;
