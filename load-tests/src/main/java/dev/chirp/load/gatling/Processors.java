package dev.chirp.load.gatling;

import dev.chirp.load.measure.CpuTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How busy processes were, looked at now and then. */
final class Processors {
    private final Map<String, Long> pids;
    private final List<Look> looks = new ArrayList<>();

    private record Look(long at, CpuTime time) {}

    /** @param pids by the name that is shown */
    Processors(Map<String, Long> pids) {
        this.pids = new LinkedHashMap<>(pids);
    }

    void look() {
        looks.add(new Look(System.currentTimeMillis(), CpuTime.now(List.copyOf(pids.values()))));
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
        pids.forEach(
                (name, pid) -> percent.put(name, Math.round(100 * last.time.secondsOf(pid, first.time) / seconds)));
        return percent;
    }
}
