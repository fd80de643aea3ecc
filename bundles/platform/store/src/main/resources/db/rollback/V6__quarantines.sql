-- Takes V6 back. What is quarantined starts again with the next start.
drop table if exists plugin_quarantines;
delete from flyway_schema_history where version = '6';
delete from store_schema;
