-- Takes V3 back, with every decision about trust. Run by hand, on a copy first; the next start migrates anew.
drop table if exists vetting_advisory_packages;
drop table if exists vetting_advisories;
drop table if exists vetting_overrides;
drop table if exists vetting_signers;
drop table if exists vetting_revocations;
drop table if exists vetting_keys;
delete from store_schema;
delete from flyway_schema_history where version = '3';
