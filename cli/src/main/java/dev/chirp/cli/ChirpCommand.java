package dev.chirp.cli;

/**
 * A picocli command that another module adds to {@code chirp}: an annotated class, named in
 * {@code META-INF/services/dev.chirp.cli.ChirpCommand}.
 */
public interface ChirpCommand {}
