package dev.chirp.load.bench;

import java.util.List;

/** Something that is measured on a platform of its own. */
interface Benchmark {
    String name();

    /** One line for {@code chirp bench --list}. */
    String description();

    List<Figure> run(Session session) throws Exception;
}
