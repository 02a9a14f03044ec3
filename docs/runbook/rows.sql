-- How many rows each table has, and a checksum of them that does not depend on their order: the sum of the first 60 bits
-- of each row's MD5. Two databases with the same lines have the same rows, in any cluster and version of PostgreSQL.
--
--   psql -X -qAt -d chirp -f rows.sql >rows.txt
SELECT format(
    'SELECT %L, count(*), coalesce(sum((''x'' || left(md5(r::text), 15))::bit(60)::bigint), 0) FROM %I.%I r',
    c.relname, n.nspname, c.relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN ('public', 'event_day') AND c.relkind = 'r'
ORDER BY c.relname
\gexec
