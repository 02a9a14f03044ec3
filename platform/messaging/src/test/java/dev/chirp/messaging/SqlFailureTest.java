package dev.chirp.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlFailureTest {
    @ParameterizedTest
    @ValueSource(strings = {"08000", "08006", "53300", "53100", "57P01", "57P02", "57P03", "25006", "28000"})
    void blamesTheDatabase(String state) {
        SQLException error = new SQLException("x", state);
        assertThat(SqlFailure.isDatabaseAway(error)).isTrue();
        assertThat(SqlFailure.isDatabaseAway(new IllegalStateException(error))).isTrue();
        assertThat(SqlFailure.isLostRace(error)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01", "55P03"})
    void blamesTheMoment(String state) {
        SQLException error = new SQLException("x", state);
        assertThat(SqlFailure.isLostRace(error)).isTrue();
        assertThat(SqlFailure.isDatabaseAway(error)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"22P05", "23505", "23503", "P0001", "57014"})
    void blamesTheMessage(String state) {
        SQLException error = new SQLException("x", state);
        assertThat(SqlFailure.isLostRace(error)).isFalse();
        assertThat(SqlFailure.isDatabaseAway(error)).isFalse();
    }

    @Test
    void blamesTheDatabaseWhenThePoolHasNoConnection() {
        assertThat(SqlFailure.isDatabaseAway(new SQLTransientConnectionException("timed out")))
                .isTrue();
    }
}
