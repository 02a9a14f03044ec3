package dev.chirp.load.fault;

import dev.chirp.load.process.ServerProcess;

/** A disk without room, and later with room. */
final class DiskFaults {
    private DiskFaults() {}

    /** The broker gives up when it cannot write; it is started again when there is room. */
    static void fillBroker(Site site) throws Exception {
        ServerProcess kafka = site.platform().kafka();
        if (filled(site, site.disks().kafka())) {
            sayWhether(kafka, "the broker", site);
            if (kafka.isRunning()) {
                kafka.end("KILL");
            }
            kafka.start();
        }
    }

    /** PostgreSQL refuses what needs room, and ends when its log does; it is started again when it has. */
    static void fillDatabase(Site site) throws Exception {
        ServerProcess postgres = site.platform().postgres();
        if (filled(site, site.disks().postgres())) {
            sayWhether(postgres, "PostgreSQL", site);
            if (postgres.isRunning()) {
                DatabaseFaults.awaitAnswer(site.database());
            } else {
                DatabaseFaults.start(site);
            }
        }
    }

    static void fillStore(Site site) throws Exception {
        var _ = filled(site, site.disks().blobs());
    }

    /** For the time of an outage; false where there is no such disk. */
    private static boolean filled(Site site, SmallDisk disk) throws Exception {
        if (!disk.mounted()) {
            site.say("SKIPPED: a small file system cannot be mounted here");
            return false;
        }
        site.away(disk::fill, disk::free);
        return true;
    }

    private static void sayWhether(ServerProcess server, String name, Site site) {
        site.say("with a full disk %s %s".formatted(name, server.isRunning() ? "went on" : "ended"));
    }
}
