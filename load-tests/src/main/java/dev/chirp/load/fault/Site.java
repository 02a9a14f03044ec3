package dev.chirp.load.fault;

import dev.chirp.load.check.Database;
import dev.chirp.load.check.LostHistory;
import dev.chirp.load.check.Place;
import dev.chirp.load.process.SeparatePlatform;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** What a scenario works on: a platform under load. */
final class Site {
    private final SeparatePlatform platform;
    private final SmallDisks disks;
    private final Database database;
    private final Crowd crowd;
    private final Random random;
    private final boolean full;
    private final Consumer<String> out;
    private final Collection<Place> poison = new CopyOnWriteArrayList<>();
    private volatile LostHistory lost = LostHistory.NONE;

    Site(
            SeparatePlatform platform,
            SmallDisks disks,
            Database database,
            Crowd crowd,
            Random random,
            boolean full,
            Consumer<String> out) {
        this.platform = platform;
        this.disks = disks;
        this.database = database;
        this.crowd = crowd;
        this.random = random;
        this.full = full;
        this.out = out;
    }

    SeparatePlatform platform() {
        return platform;
    }

    SmallDisks disks() {
        return disks;
    }

    Database database() {
        return database;
    }

    Crowd crowd() {
        return crowd;
    }

    Random random() {
        return random;
    }

    /** The long profile. */
    boolean full() {
        return full;
    }

    /** How long a dependency is away. */
    Duration outage() {
        return Duration.ofSeconds(Integer.getInteger("chirp.faults.outage", full ? 60 : 12));
    }

    /** How long small faults follow one another. */
    Duration storm() {
        return full ? Duration.ofSeconds(30) : Duration.ofSeconds(5);
    }

    /** Something that may fail in any way. */
    interface Step {
        void run() throws Exception;
    }

    /** A dependency goes away for the time of an outage, and comes back whatever happens meanwhile. */
    void away(Step begin, Step end) throws Exception {
        try {
            begin.run();
            pass(outage());
        } finally {
            end.run();
        }
    }

    /** The load goes on meanwhile. */
    void pass(Duration time) throws InterruptedException {
        Thread.sleep(time);
    }

    void passMillis(int from, int to) throws InterruptedException {
        Thread.sleep(random.nextInt(from, to));
    }

    void say(String what) {
        out.accept(what);
    }

    /** Tells the check what need not be there any more. */
    void lost(LostHistory history) {
        lost = history;
    }

    LostHistory lost() {
        return lost;
    }

    /** Tells the check that this record was put into a topic from outside. */
    void poisoned(Place place) {
        poison.add(place);
    }

    Collection<Place> poison() {
        return List.copyOf(poison);
    }
}
