package dev.chirp.load.fault;

import dev.chirp.load.process.CacheNode;
import dev.chirp.load.process.DatabaseNode;
import dev.chirp.load.process.PacketLoss;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One of several servers is lost, and the others have to take over. */
final class ServerLoss {
    private static final Duration TAKE_OVER_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration REJOIN_TIMEOUT = Duration.ofMinutes(3);
    /** Long enough for services to find the new one. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(15);

    private ServerLoss() {}

    private interface Condition {
        boolean holds() throws Exception;
    }

    static void primaryKilled(Site site) throws Exception {
        DatabaseNode lost = primary(site);
        lose(site, lost, lost::kill, lost::start);
    }

    static void primaryFrozen(Site site) throws Exception {
        DatabaseNode lost = primary(site);
        lose(site, lost, lost::pause, lost::resume);
    }

    /** No packet reaches it and none leaves it, over connections that exist either. */
    static void primaryCutOff(Site site) throws Exception {
        if (!PacketLoss.isPossible()) {
            site.say("SKIPPED: packets cannot be dropped here (nft, as root)");
            return;
        }
        DatabaseNode lost = primary(site);
        List<PacketLoss> cuts = new ArrayList<>();
        lose(
                site,
                lost,
                () -> {
                    for (int port : lost.ports()) {
                        cuts.add(PacketLoss.begin(port, 100));
                    }
                },
                () -> cuts.forEach(PacketLoss::close));
    }

    /** As before maintenance. */
    static void switchOver(Site site) throws Exception {
        DatabaseNode old = primary(site);
        lose(site, old, old::switchOver, () -> {});
    }

    private static void lose(Site site, DatabaseNode lost, Site.Step begin, Site.Step end) throws Exception {
        try (LiveWatch watch = watch(site)) {
            long start = System.nanoTime();
            try {
                begin.run();
                await("new primary", TAKE_OVER_TIMEOUT, () -> isReplaced(site, lost));
                site.say("%s is lost; there is a new primary after %.1f s".formatted(lost, secondsSince(start)));
                site.pass(AFTERWARDS);
            } finally {
                end.run();
            }
            awaitComplete(site);
            say(site, watch);
        }
    }

    private static LiveWatch watch(Site site) {
        return new LiveWatch(site.crowd().http(), site.crowd().users().getFirst());
    }

    /** Once all servers are there. */
    private static DatabaseNode primary(Site site) throws Exception {
        awaitComplete(site);
        for (DatabaseNode node : site.platform().databases()) {
            if (node.isPrimary()) {
                return node;
            }
        }
        throw new IllegalStateException("PostgreSQL has no primary");
    }

    private static boolean isReplaced(Site site, DatabaseNode lost) throws InterruptedException {
        for (DatabaseNode node : site.platform().databases()) {
            if (!node.equals(lost) && node.isPrimary()) {
                return true;
            }
        }
        return false;
    }

    /** Until every server is there again and a commit waits for one of the standbys. */
    private static void awaitComplete(Site site) throws Exception {
        List<DatabaseNode> nodes = site.platform().databases();
        await("primary with two standbys", REJOIN_TIMEOUT, () -> {
            int primaries = 0;
            int replicas = 0;
            boolean synchronous = false;
            for (DatabaseNode node : nodes) {
                primaries += node.isPrimary() ? 1 : 0;
                replicas += node.isReplica() ? 1 : 0;
                synchronous |= node.isSynchronous();
            }
            return primaries == 1 && replicas == nodes.size() - 1 && synchronous;
        });
    }

    static void cacheKilled(Site site) throws Exception {
        CacheNode lost = primaryCache(site);
        loseCache(
                site,
                lost,
                () -> lost.process().end("KILL"),
                () -> lost.process().start());
    }

    static void cacheFrozen(Site site) throws Exception {
        awaitComplete(site.platform().caches());
        CacheNode lost = primaryCache(site);
        loseCache(site, lost, () -> lost.process().pause(), () -> lost.process().resume());
    }

    private static void loseCache(Site site, CacheNode lost, Site.Step begin, Site.Step end) throws Exception {
        List<CacheNode> nodes = site.platform().caches();
        try (LiveWatch watch = watch(site)) {
            long start = System.nanoTime();
            try {
                begin.run();
                await(
                        "new primary of Redis",
                        TAKE_OVER_TIMEOUT,
                        () -> nodes.stream().anyMatch(node -> !node.equals(lost) && node.isPrimary()));
                site.say("Redis is lost; there is a new primary after %.1f s".formatted(secondsSince(start)));
                site.pass(AFTERWARDS);
            } finally {
                end.run();
            }
            say(site, watch);
            awaitComplete(nodes);
        }
    }

    private static void awaitComplete(List<CacheNode> nodes) throws Exception {
        await(
                "primary of Redis with a replica",
                REJOIN_TIMEOUT,
                () -> nodes.stream().anyMatch(CacheNode::isPrimary)
                        && nodes.stream().anyMatch(CacheNode::isReplica));
    }

    private static CacheNode primaryCache(Site site) {
        return site.platform().caches().stream()
                .filter(CacheNode::isPrimary)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Redis has no primary"));
    }

    private static void say(Site site, LiveWatch watch) {
        site.say("live: told nothing for at most %.1f s%s"
                .formatted(watch.longestSilence().toMillis() / 1_000.0, watch.isOpen() ? "" : "; SOCKET CLOSED"));
    }

    private static void await(String what, Duration timeout, Condition condition) throws Exception {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("no " + what + " within " + timeout);
            }
            Thread.sleep(100);
        }
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
