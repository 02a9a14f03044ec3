package dev.chirp.ingest.tls;

import java.nio.file.Path;

/** Two PEM files. */
public record ServerCertificate(Path certificate, Path key) {}
