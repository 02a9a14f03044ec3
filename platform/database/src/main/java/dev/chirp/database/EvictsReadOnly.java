package dev.chirp.database;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/** A server that became a standby keeps its connections; of 57P01 and the like HikariCP itself knows. */
final class EvictsReadOnly implements SQLExceptionOverride {
    private static final String READ_ONLY = "25006";

    @java.lang.Override
    public SQLExceptionOverride.Override adjudicate(SQLException failure) {
        return READ_ONLY.equals(failure.getSQLState())
                ? SQLExceptionOverride.Override.MUST_EVICT
                : SQLExceptionOverride.Override.CONTINUE_EVICT;
    }
}
