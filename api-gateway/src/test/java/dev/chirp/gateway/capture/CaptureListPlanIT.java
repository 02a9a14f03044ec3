package dev.chirp.gateway.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.gateway.TestGateway;
import dev.chirp.gateway.TestPipeline;
import dev.chirp.gateway.TestUser;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.util.LinkedMultiValueMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What PostgreSQL does for a list of 100,000 captures of one user. */
class CaptureListPlanIT {
    private static final int CAPTURES = 100_000;
    private static TestUser user;
    private static long bird;

    @BeforeAll
    static void fill() throws Exception {
        user = TestGateway.shared().newUser();
        try (Connection connection = TestPipeline.connection();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO bird (scientific_name, common_name) VALUES ('Regulus regulus', 'Goldcrest')"
                    + " ON CONFLICT DO NOTHING");
            try (ResultSet row =
                    statement.executeQuery("SELECT id FROM bird WHERE scientific_name = 'Regulus regulus'")) {
                row.next();
                bird = row.getLong(1);
            }
            statement.execute("ALTER TABLE capture DISABLE TRIGGER capture__count");
            statement.execute("""
                INSERT INTO capture (user_id, content_type, audio_key, audio_sha256, audio_bytes, duration_seconds,
                    recorded_at, created_at, status, verdict, bird_id, confidence)
                SELECT %1$d, 'audio/wav', 'plan/%1$d-' || i, 'x', 1, 1, now(), now() - make_interval(secs => i),
                    CASE WHEN i %% 10 = 0 THEN 'processed' ELSE 'pending' END,
                    CASE WHEN i %% 10 = 0 THEN 'identified' END,
                    CASE WHEN i %% 10 = 0 THEN %2$d END, CASE WHEN i %% 10 = 0 THEN 0.9 END
                FROM generate_series(1, %3$d) AS i\
                """.formatted(user.id(), bird, CAPTURES));
            statement.execute("ALTER TABLE capture ENABLE TRIGGER capture__count");
            statement.execute("VACUUM ANALYZE capture");
        }
    }

    static Stream<Map<String, String>> filters() {
        return Stream.of(
                Map.of(),
                Map.of("status", "processed"),
                Map.of("bird_id", String.valueOf(bird)),
                Map.of("from", "2020-01-01T00:00:00Z"),
                Map.of("to", "2100-01-01T00:00:00Z", "status", "pending"));
    }

    @ParameterizedTest
    @MethodSource("filters")
    void readsNoMoreRowsThanItReturns(Map<String, String> filter) throws Exception {
        List<JsonNode> scans = scansOf(filter, page(filter));

        assertThat(scans)
                .isNotEmpty()
                .allSatisfy(scan -> assertThat(scan.get("Node Type").asString()).contains("Index"))
                .allSatisfy(scan -> assertThat(scan.get("Actual Rows").asDouble()
                                * scan.get("Actual Loops").asLong())
                        .isLessThanOrEqualTo(20));
    }

    @Test
    void findsADeepPageInTheIndexAlone() throws Exception {
        List<JsonNode> scans = scansOf(Map.of("page", "2500"), page(Map.of("page", "2500")));

        assertThat(scans.stream()
                        .filter(scan -> scan.get("Actual Rows").asLong() > 20)
                        .map(scan -> scan.get("Node Type").asString()))
                .containsOnly("Index Only Scan");
    }

    private static CaptureFilter page(Map<String, String> filter) {
        var query = new LinkedMultiValueMap<String, String>();
        filter.forEach(query::add);
        return CaptureFilter.of(query);
    }

    /** The scans of the table in the part of the plan that makes the page, not the one that counts. */
    private static List<JsonNode> scansOf(Map<String, String> filter, CaptureFilter page) throws Exception {
        String sql = page.pageSql();
        for (var parameter : page.parameters(user.id()).entrySet()) {
            Object value = parameter.getValue();
            sql = sql.replace(":" + parameter.getKey(), value instanceof Number ? value.toString() : "'" + value + "'");
        }
        try (Connection connection = TestPipeline.connection();
                ResultSet row =
                        connection.createStatement().executeQuery("EXPLAIN (ANALYZE, FORMAT JSON) SELECT " + sql)) {
            row.next();
            List<JsonNode> scans = new ArrayList<>();
            collect(new JsonMapper().readTree(row.getString(1)).get(0).get("Plan"), scans);
            return scans;
        }
    }

    private static void collect(JsonNode plan, List<JsonNode> scans) {
        if (plan.path("Relation Name").asString("").equals("capture")) {
            scans.add(plan);
        }
        plan.path("Plans").forEach(child -> collect(child, scans));
    }
}
