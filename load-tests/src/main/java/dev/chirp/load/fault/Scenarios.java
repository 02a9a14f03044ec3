package dev.chirp.load.fault;

import static dev.chirp.load.fault.Answers.ALL_ACCEPTED;
import static dev.chirp.load.fault.Answers.CUT;
import static dev.chirp.load.fault.Answers.UNAVAILABLE;
import static dev.chirp.load.fault.Scenario.Profile.FULL;
import static dev.chirp.load.fault.Scenario.Profile.SHORT;

import java.util.List;

/** All scenarios, in the order in which they run. */
final class Scenarios {
    private static final int KILLS = 9;

    static final List<Scenario> ALL = List.of(
            new Scenario("each service killed", "kill -9 of each of the six", CUT, SHORT, ProcessFaults::killEach),
            killed("api-gateway", CUT),
            killed("outbox-relay", ALL_ACCEPTED),
            killed("classify-worker", ALL_ACCEPTED),
            killed("art-worker", ALL_ACCEPTED),
            killed("notify-fanout", ALL_ACCEPTED),
            killed("device-ingest", CUT),
            new Scenario(
                    "relay frozen",
                    "SIGSTOP for 5 s, beyond its lease, beside a second relay",
                    ALL_ACCEPTED,
                    SHORT,
                    ProcessFaults::freezeRelay),
            new Scenario(
                    "each worker frozen",
                    "SIGSTOP of classify-worker, art-worker and notify-fanout for 20 s each, beyond their sessions"
                            + " with Kafka",
                    ALL_ACCEPTED,
                    FULL,
                    ProcessFaults::freezeEach),
            new Scenario(
                    "device-ingest frozen",
                    "SIGSTOP for 20 s, beyond its session with Kafka",
                    CUT,
                    FULL,
                    ProcessFaults::freezeIngest),
            new Scenario(
                    "inference away",
                    "classify-worker killed, later started",
                    ALL_ACCEPTED,
                    FULL,
                    ProcessFaults::withoutInference),
            new Scenario(
                    "one of three gateways killed",
                    "kill -9 of one behind a balancer, later restarted; less than 1 % of uploads may fail",
                    ALL_ACCEPTED,
                    FULL,
                    GatewayLoss::killed),
            new Scenario(
                    "one of three gateways frozen",
                    "SIGSTOP of one behind a balancer; less than 1 % of uploads may fail",
                    ALL_ACCEPTED,
                    FULL,
                    GatewayLoss::frozen),
            new Scenario(
                    "TLS handshakes fail",
                    "some eighty a second on the port where devices stream: no TLS, the beginning of one, unknown"
                            + " authority",
                    ALL_ACCEPTED,
                    FULL,
                    HandshakeFaults::storm),
            new Scenario(
                    "two relays", "two of them, killed in turns", ALL_ACCEPTED, FULL, ProcessFaults::killTwoRelays),
            new Scenario("broker frozen", "SIGSTOP of Kafka", ALL_ACCEPTED, SHORT, BrokerFaults::freeze),
            new Scenario("broker killed", "kill -9 of Kafka, later restarted", ALL_ACCEPTED, FULL, BrokerFaults::kill),
            new Scenario(
                    "broker's disk full",
                    "no room for Kafka's logs, later room and a restart",
                    ALL_ACCEPTED,
                    FULL,
                    Servers.SMALL_DISKS,
                    DiskFaults::fillBroker),
            new Scenario(
                    "PostgreSQL's disk full",
                    "no room for its cluster, later room, and a restart if it ended",
                    UNAVAILABLE,
                    FULL,
                    Servers.SMALL_DISKS,
                    DiskFaults::fillDatabase),
            new Scenario(
                    "blob store's disk full",
                    "no room for recordings, later room",
                    UNAVAILABLE,
                    FULL,
                    Servers.SMALL_DISKS,
                    DiskFaults::fillStore),
            new Scenario(
                    "rebalance storm",
                    "a second classify-worker, and a member that joins and leaves every 2 s",
                    ALL_ACCEPTED,
                    FULL,
                    BrokerFaults::storm),
            new Scenario(
                    "poison records",
                    "garbage, unknown schema, no headers, under the users' keys",
                    ALL_ACCEPTED,
                    SHORT,
                    PoisonRecords::among),
            new Scenario(
                    "connections terminated",
                    "busy connections of gateway and workers ended every 20 to 300 ms",
                    UNAVAILABLE,
                    SHORT,
                    DatabaseFaults::terminateBackends),
            new Scenario(
                    "PostgreSQL killed mid-commit",
                    "kill -9 of a connection that writes: crash recovery",
                    UNAVAILABLE,
                    SHORT,
                    DatabaseFaults::killMidCommit),
            new Scenario("PostgreSQL restarted", "restart -m immediate", UNAVAILABLE, FULL, DatabaseFaults::restart),
            new Scenario("PostgreSQL away", "stopped, later started", UNAVAILABLE, FULL, DatabaseFaults::away),
            new Scenario(
                    "PostgreSQL frozen", "SIGSTOP of all its processes", UNAVAILABLE, FULL, DatabaseFaults::freeze),
            new Scenario(
                    "no connections",
                    "every service refused by PostgreSQL: connection limit 0",
                    UNAVAILABLE,
                    FULL,
                    DatabaseFaults::withoutConnections),
            new Scenario(
                    "PostgreSQL restored",
                    "moved into a new cluster with work on its way, by the runbook",
                    CUT,
                    FULL,
                    RestoreFaults::intoNewCluster),
            new Scenario(
                    "PostgreSQL restored from an old dump",
                    "as before, without what was committed and published in the seconds after the dump",
                    CUT,
                    FULL,
                    RestoreFaults::fromOldDump),
            new Scenario("Redis frozen", "SIGSTOP of Redis", ALL_ACCEPTED, FULL, RedisFaults::freeze),
            new Scenario("Redis killed", "kill -9, later restarted empty", ALL_ACCEPTED, SHORT, RedisFaults::kill),
            new Scenario("blob store away", "something else in its place", UNAVAILABLE, FULL, StorageFaults::away),
            new Scenario(
                    "one of three brokers killed",
                    "kill -9 of each in turn, restarted after 20 s, the next one when every copy is in sync",
                    ALL_ACCEPTED,
                    FULL,
                    Servers.THREE_BROKERS,
                    BrokerFaults::killEachOfThree),
            new Scenario(
                    "primary killed",
                    "kill -9 of the primary of PostgreSQL, its Patroni and its etcd, later restarted",
                    UNAVAILABLE,
                    FULL,
                    Servers.HIGHLY_AVAILABLE,
                    ServerLoss::primaryKilled),
            new Scenario(
                    "primary frozen",
                    "SIGSTOP of the same",
                    UNAVAILABLE,
                    FULL,
                    Servers.HIGHLY_AVAILABLE,
                    ServerLoss::primaryFrozen),
            new Scenario(
                    "primary cut off",
                    "every packet to and from the same dropped",
                    UNAVAILABLE,
                    FULL,
                    Servers.HIGHLY_AVAILABLE,
                    ServerLoss::primaryCutOff),
            new Scenario(
                    "switchover",
                    "the primary hands over, as before maintenance",
                    UNAVAILABLE,
                    FULL,
                    Servers.HIGHLY_AVAILABLE,
                    ServerLoss::switchOver),
            new Scenario(
                    "primary of Redis killed",
                    "kill -9, later restarted",
                    ALL_ACCEPTED,
                    FULL,
                    Servers.HIGHLY_AVAILABLE,
                    ServerLoss::cacheKilled),
            new Scenario(
                    "primary of Redis frozen",
                    "SIGSTOP",
                    ALL_ACCEPTED,
                    FULL,
                    Servers.HIGHLY_AVAILABLE,
                    ServerLoss::cacheFrozen));

    private Scenarios() {}

    private static Scenario killed(String service, Answers answers) {
        return new Scenario(
                service + " killed",
                "kill -9, %d times, at random points".formatted(KILLS),
                answers,
                FULL,
                ProcessFaults.killRepeatedly(service, KILLS));
    }
}
