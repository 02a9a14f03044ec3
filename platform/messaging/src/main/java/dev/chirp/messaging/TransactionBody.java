package dev.chirp.messaging;

import java.sql.SQLException;

/** What a transaction reads and writes; it may run again after a deadlock, so it changes nothing but the database. */
@FunctionalInterface
public interface TransactionBody<T> {
    T in(EventTransaction tx) throws SQLException;
}
