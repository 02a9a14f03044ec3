package dev.chirp.load.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Processor time of processes and of those that they have started.
 *
 * @param secondsOf by process id
 */
record CpuTime(Map<Long, Double> secondsOf) {
    CpuTime {
        secondsOf = Map.copyOf(secondsOf);
    }

    static CpuTime now(List<Long> pids) {
        return new CpuTime(pids.stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .collect(Collectors.toMap(ProcessHandle::pid, CpuTime::seconds, (one, same) -> one)));
    }

    /** Seconds since then of those that still run; what others did before they ended is not counted. */
    double since(CpuTime before) {
        return secondsOf.entrySet().stream()
                .mapToDouble(now -> now.getValue() - before.secondsOf.getOrDefault(now.getKey(), 0.0))
                .sum();
    }

    private static double seconds(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
    }
}
