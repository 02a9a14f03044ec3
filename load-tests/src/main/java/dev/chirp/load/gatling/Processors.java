package dev.chirp.load.gatling;

import dev.chirp.load.measure.CpuTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** How busy processes and those that they have started were, looked at now and then. */
final class Processors {
    private final Map<String, Long> pids;
    private final List<Look> looks = new ArrayList<>();

    private record Look(long at, Map<String, CpuTime> times) {}

    /** @param pids by the name that is shown */
    Processors(Map<String, Long> pids) {
        this.pids = new LinkedHashMap<>(pids);
    }

    void look() {
        Map<String, CpuTime> times = new LinkedHashMap<>();
        pids.forEach((name, pid) -> times.put(name, CpuTime.now(List.of(pid))));
        looks.add(new Look(System.currentTimeMillis(), times));
    }

    /** Percent of one core by name, while measured answers came; empty when that was too short. */
    Map<String, Long> percent(Answers answers) {
        List<Look> within =
                looks.stream().filter(look -> answers.spans(look.at)).toList();
        if (within.size() < 2) {
            return Map.of();
        }
        Look first = within.getFirst();
        Look last = within.getLast();
        double seconds = (last.at - first.at) / 1e3;
        Map<String, Long> percent = new LinkedHashMap<>();
        last.times.forEach((name, time) -> {
            CpuTime before = Objects.requireNonNull(first.times.get(name));
            percent.put(name, Math.round(100 * time.since(before) / seconds));
        });
        return percent;
    }
}
