-- Takes V4 back, with all tokens: only the one in admin.token is left. Run by hand, on a copy first.
drop table if exists api_tokens;
delete from flyway_schema_history where version = '4';
delete from store_schema;
