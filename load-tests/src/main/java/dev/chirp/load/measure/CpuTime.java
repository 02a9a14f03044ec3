package dev.chirp.load.measure;

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
public record CpuTime(Map<Long, Double> secondsOf) {
    public CpuTime {
        secondsOf = Map.copyOf(secondsOf);
    }

    public static CpuTime now(List<Long> pids) {
        return new CpuTime(pids.stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .collect(Collectors.toMap(ProcessHandle::pid, CpuTime::seconds, (one, same) -> one)));
    }

    /** Seconds since then of those that still run; what others did before they ended is not counted. */
    public double since(CpuTime before) {
        return secondsOf.entrySet().stream()
                .mapToDouble(now -> now.getValue() - before.secondsOf.getOrDefault(now.getKey(), 0.0))
                .sum();
    }

    /** Of one process since then; without its children. */
    public double secondsOf(long pid, CpuTime before) {
        return secondsOf.getOrDefault(pid, 0.0) - before.secondsOf.getOrDefault(pid, 0.0);
    }

    private static double seconds(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
    }
}
