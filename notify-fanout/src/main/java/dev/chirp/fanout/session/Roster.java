package dev.chirp.fanout.session;

/** Who is connected. Thread-safe; nothing blocks; what cannot be told now is told when it can. */
public interface Roster {
    /** The client is here, or has become idle or active. */
    void here(Client client, boolean idle);

    /** The same, for those who look again anyway: what was told may have been forgotten. */
    void again(Client client, boolean idle);

    void gone(Client client);
}
