package dev.chirp.embedded;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Sets the passwords of roles, which SQL does not take as parameters. */
final class RolePasswords {
    private RolePasswords() {}

    static void set(Connection connection, String role, String password) throws SQLException {
        String command;
        try (PreparedStatement quote =
                connection.prepareStatement("SELECT format('ALTER ROLE %I PASSWORD %L', ?, ?)")) {
            quote.setString(1, role);
            quote.setString(2, password);
            try (ResultSet result = quote.executeQuery()) {
                result.next();
                command = result.getString(1);
            }
        }
        try (Statement alter = connection.createStatement()) {
            alter.execute(command);
        }
    }
}
