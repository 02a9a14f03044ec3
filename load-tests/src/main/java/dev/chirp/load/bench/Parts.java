package dev.chirp.load.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The parts of a benchmark, each of which can be run alone: {@code -Dchirp.<benchmark>.parts=…}. */
final class Parts {
    private final Pattern only;
    private final Map<String, Part> parts = new LinkedHashMap<>();

    /** Measures something on servers of its own. */
    interface Part {
        void measure(Session session, List<Figure> figures) throws Exception;
    }

    Parts(String benchmark) {
        this.only = Pattern.compile(System.getProperty("chirp." + benchmark + ".parts", ""));
    }

    Parts with(String name, Part part) {
        parts.put(name, part);
        return this;
    }

    /** Those whose name the expression finds, in their order; says what each has measured before the next one begins. */
    List<Figure> run(Session session) throws Exception {
        List<Figure> figures = new ArrayList<>();
        for (Map.Entry<String, Part> part : parts.entrySet()) {
            if (only.matcher(part.getKey()).find()) {
                session.say("%s: starting servers", part.getKey());
                int before = figures.size();
                part.getValue().measure(session, figures);
                // A later part may fail, and this one took minutes.
                figures.subList(before, figures.size())
                        .forEach(figure -> session.say("  %s: %.3f %s", figure.name(), figure.value(), figure.unit()));
            }
        }
        return figures;
    }
}
