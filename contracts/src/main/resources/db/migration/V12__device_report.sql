-- How devices are: one row per device, its latest report. Half of each page stays free, so that a change needs no index.
CREATE TABLE device_report (
    device_id           uuid PRIMARY KEY REFERENCES device ON DELETE CASCADE,
    reported_at         timestamptz NOT NULL,
    last_seen_at        timestamptz NOT NULL,
    last_audio_at       timestamptz,
    gaps                bigint      NOT NULL DEFAULT 0,
    lost_samples        bigint      NOT NULL DEFAULT 0,
    dropped_buffers     bigint,
    clock_skew_ms       bigint,
    rssi_dbm            integer,
    free_heap_bytes     bigint,
    battery_volts       double precision,
    battery_percent     double precision,
    temperature_celsius double precision,
    firmware            text,
    rms_dbfs            double precision,
    peak_dbfs           double precision,
    microphone          text CHECK (microphone IN ('ok', 'silent', 'constant'))
) WITH (fillfactor = 50);

-- Keeps a batch of reports, [{device_id, health: {…}}]: gaps and lost samples add up, what a report does not know stays as
-- it was, and a report that is older than the kept one changes nothing. Devices that are gone are passed over.
CREATE FUNCTION keep_device_reports(p_reports jsonb) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    INSERT INTO device_report AS kept
    SELECT d.id, h.reported_at, h.last_seen_at, h.last_audio_at, h.gaps, h.lost_samples, h.dropped_buffers,
        h.clock_skew_ms, h.rssi_dbm, h.free_heap_bytes, h.battery_volts, h.battery_percent, h.temperature_celsius,
        h.firmware, h.rms_dbfs, h.peak_dbfs, h.microphone
    FROM jsonb_array_elements(p_reports) AS r (report)
    CROSS JOIN LATERAL jsonb_to_record(r.report -> 'health') AS h (reported_at timestamptz, last_seen_at timestamptz,
        last_audio_at timestamptz, gaps bigint, lost_samples bigint, dropped_buffers bigint, clock_skew_ms bigint,
        rssi_dbm integer, free_heap_bytes bigint, battery_volts float8, battery_percent float8,
        temperature_celsius float8, firmware text, rms_dbfs float8, peak_dbfs float8, microphone text)
    JOIN device d ON d.id = (r.report ->> 'device_id')::uuid
    ORDER BY d.id
    FOR KEY SHARE OF d
    ON CONFLICT (device_id) DO UPDATE SET
        reported_at = excluded.reported_at,
        last_seen_at = greatest(kept.last_seen_at, excluded.last_seen_at),
        last_audio_at = greatest(kept.last_audio_at, excluded.last_audio_at),
        gaps = kept.gaps + excluded.gaps,
        lost_samples = kept.lost_samples + excluded.lost_samples,
        dropped_buffers = coalesce(excluded.dropped_buffers, kept.dropped_buffers),
        clock_skew_ms = coalesce(excluded.clock_skew_ms, kept.clock_skew_ms),
        rssi_dbm = coalesce(excluded.rssi_dbm, kept.rssi_dbm),
        free_heap_bytes = coalesce(excluded.free_heap_bytes, kept.free_heap_bytes),
        battery_volts = coalesce(excluded.battery_volts, kept.battery_volts),
        battery_percent = coalesce(excluded.battery_percent, kept.battery_percent),
        temperature_celsius = coalesce(excluded.temperature_celsius, kept.temperature_celsius),
        firmware = coalesce(excluded.firmware, kept.firmware),
        rms_dbfs = coalesce(excluded.rms_dbfs, kept.rms_dbfs),
        peak_dbfs = coalesce(excluded.peak_dbfs, kept.peak_dbfs),
        microphone = coalesce(excluded.microphone, kept.microphone)
    WHERE excluded.reported_at > kept.reported_at
$$;

GRANT EXECUTE ON FUNCTION keep_device_reports(jsonb) TO chirp_device_ingest;
GRANT SELECT ON device_report TO chirp_api_gateway, chirp_notify_fanout;
