-- One role per service; the deployer sets the passwords. A role that exists (shared cluster) is left as it is.
DO $$
DECLARE
    role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['chirp_api_gateway', 'chirp_outbox_relay', 'chirp_classify_worker',
        'chirp_art_worker', 'chirp_notify_fanout', 'chirp_device_ingest', 'chirp_maintenance']
    LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
            EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE', role_name);
        END IF;
        EXECUTE format('ALTER ROLE %I IN DATABASE %I SET idle_in_transaction_session_timeout = %L',
            role_name, current_database(), '10s');
        EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', role_name);
    END LOOP;
END $$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
-- For the whole database: a revocation per schema would leave the global default in place.
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
