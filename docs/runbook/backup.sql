-- chirp.dump and rows.txt in the current folder, both of the same moment, while everything runs.
--
--   psql -X -qAt -d chirp -f backup.sql
\set ON_ERROR_STOP 1
\setenv PGHOST :HOST
\setenv PGPORT :PORT
\setenv PGUSER :USER
\setenv PGDATABASE :DBNAME
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT pg_export_snapshot() AS snapshot \gset
\setenv CHIRP_SNAPSHOT :snapshot
\! pg_dump --snapshot="$CHIRP_SNAPSHOT" --create -Fc -f chirp.dump
\o rows.txt
\ir rows.sql
\o
COMMIT;
