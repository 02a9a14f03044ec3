package dev.chirp.ingest.gate;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Properties {@code chirp.ingest.frames.*}.
 *
 * @param address of the plain TCP port, which is for this machine only
 * @param port of plain TCP; 0: any, negative: none
 * @param maxConnections over all transports; one more is told to come back later
 * @param maxHeld bytes of incomplete frames over all connections; beyond it, those that hold more than their share wait
 * @param timeTasks whether the processor time of tasks on event loops is taken, which costs some 300 ns each
 */
@ConfigurationProperties("chirp.ingest.frames")
record GateSettings(
        @DefaultValue("127.0.0.1") String address,
        @DefaultValue("8700") int port,
        @DefaultValue("5000") int maxConnections,
        @DefaultValue("64MB") DataSize maxHeld,
        @DefaultValue("false") boolean timeTasks) {}
