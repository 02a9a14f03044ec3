package dev.chirp.load.bench;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Processor time of processes and of those that they have started; what has ended meanwhile is not counted. */
final class CpuTime {
    private CpuTime() {}

    static double seconds(List<Long> pids) {
        return pids.stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .mapToDouble(process ->
                        process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9)
                .sum();
    }
}
