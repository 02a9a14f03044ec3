package dev.chirp.ingest.tls;

import java.nio.file.Path;

/** Two PEM files. */
record ServerCertificate(Path certificate, Path key) {}
