package dev.chirp.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of the jar, or {@code development} when run from classes. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Chirp.class.getPackage().getImplementationVersion();
        return new String[] {"chirp " + (version == null ? "development" : version)};
    }
}
